package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a start goes: what is desired for the time before initialization, initialization, then the
 * rest of it. Any thread but the control strand; blocks until all of it is done.
 */
public final class Boot {
    /** The subsystem that is there where nobody has configured any. */
    public static final String DEMO_NQN = "nqn.2026-11.io.viaduct:demo";

    private static final String DEMO_BDEV = "Malloc0";
    private static final int DEMO_BLOCK_SIZE = 512;
    private static final long DEMO_BYTES = 256L << 20;

    /**
     * What a start shall do.
     *
     * @param config the configuration, or null
     * @param waitForRpc whether framework_start_init is left to somebody else
     * @param demo whether a demonstration is made where there is no configuration
     * @param demoAddress IPv4 address of the demonstration
     * @param demoPort its port
     */
    public record Plan(
            Path config, boolean waitForRpc, boolean demo, String demoAddress, int demoPort) {}

    private final MethodRegistry control;
    private final Restoration restoration;
    private final Plan plan;

    /** A start that has not begun. */
    public Boot(MethodRegistry control, Restoration restoration, Plan plan) {
        this.control = control;
        this.restoration = restoration;
        this.plan = plan;
    }

    /**
     * Starts.
     *
     * @return lines by which a Linux host connects to what is there now
     * @throws ConfigFile.Invalid when a step fails; the platform is then left as it is, and the
     *     journal as it was
     */
    public List<String> run() throws ConfigFile.Invalid, InterruptedException {
        try {
            restoration.begin(configuration());
            restoration.applyStartup(plan.waitForRpc);
            if (plan.waitForRpc) {
                call("framework_wait_init", null);
            } else {
                restoration.initialize();
            }
            restoration.applyRuntime();
        } catch (ConfigFile.Invalid e) {
            restoration.fail();
            throw e;
        }
        return connectLines();
    }

    private List<ConfigFile.Call> configuration() throws ConfigFile.Invalid {
        if (plan.config != null) {
            return ConfigFile.read(plan.config).calls();
        }
        boolean wanted = plan.demo && !plan.waitForRpc;
        return wanted && !restoration.hasJournal() ? demo() : null;
    }

    private List<ConfigFile.Call> demo() {
        return List.of(
                demo(
                        "bdev_malloc_create",
                        Map.of(
                                "name", DEMO_BDEV,
                                "block_size", DEMO_BLOCK_SIZE,
                                "num_blocks", DEMO_BYTES / DEMO_BLOCK_SIZE)),
                demo("nvmf_create_transport", Map.of("trtype", "TCP")),
                demo(
                        "nvmf_create_subsystem",
                        Map.of(
                                "nqn",
                                DEMO_NQN,
                                "allow_any_host",
                                true,
                                "serial_number",
                                "VIADUCT00000001")),
                demo(
                        "nvmf_subsystem_add_ns",
                        Map.of("nqn", DEMO_NQN, "namespace", Map.of("bdev_name", DEMO_BDEV))),
                demo(
                        "nvmf_subsystem_add_listener",
                        Map.of("nqn", DEMO_NQN, "listen_address", demoAddress())));
    }

    private static ConfigFile.Call demo(String method, Map<String, Object> parameters) {
        return new ConfigFile.Call(method, method, parameters);
    }

    private Map<String, Object> demoAddress() {
        return Map.of(
                "trtype",
                "TCP",
                "adrfam",
                "IPv4",
                "traddr",
                plan.demoAddress,
                "trsvcid",
                Integer.toString(plan.demoPort));
    }

    private Object call(String method, Object parameters)
            throws ConfigFile.Invalid, InterruptedException {
        try {
            return control.call(method, parameters);
        } catch (RpcException e) {
            throw new ConfigFile.Invalid(method + ": " + RefusalText.of(e));
        }
    }

    private List<String> connectLines() throws ConfigFile.Invalid, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (Object target : (List<?>) call("nvmf_get_targets", null)) {
            Map<String, Object> parameters = Map.of("tgt_name", target);
            for (Object subsystem : (List<?>) call("nvmf_get_subsystems", parameters)) {
                addConnectLines((Map<?, ?>) subsystem, lines);
            }
        }
        return lines;
    }

    private static void addConnectLines(Map<?, ?> subsystem, List<String> lines) {
        if ("NVMe".equals(subsystem.get("subtype"))) {
            for (Object address : (List<?>) subsystem.get("listen_addresses")) {
                lines.add(connectLine((Map<?, ?>) address, subsystem.get("nqn")));
            }
        }
    }

    private static String connectLine(Map<?, ?> address, Object nqn) {
        String type = address.get("trtype").toString().toLowerCase(Locale.ROOT);
        Object service = address.get("trsvcid");
        return "nvme connect -t "
                + type
                + " -a "
                + address.get("traddr")
                + (service == null ? "" : " -s " + service)
                + " -n "
                + nqn;
    }
}
