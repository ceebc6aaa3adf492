package io.viaduct.core.doctor;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.control.TargetNames;

import java.util.List;
import java.util.Map;

/**
 * What the control plane tells of one subsystem and what it stands on, asked when a question needs
 * it. Any thread but the control strand.
 */
final class Facts {
    private static final String NAMESPACE = "nvmf_subsystem_add_ns";
    private static final String LISTENER = "nvmf_subsystem_add_listener";

    private final ControlPlane control;
    private final String target;
    private final String nqn;

    Facts(ControlPlane control, String target, String nqn) {
        this.control = control;
        this.target = target;
        this.nqn = nqn;
    }

    String nqn() {
        return nqn;
    }

    boolean isInitialized() {
        return control.state() == RpcState.RUNTIME;
    }

    List<Page> transports() throws RpcException, InterruptedException {
        return ask("nvmf_get_transports", Map.of("tgt_name", target));
    }

    /** All subsystems but discovery. */
    List<Page> subsystems() throws RpcException, InterruptedException {
        return ask("nvmf_get_subsystems", Map.of("tgt_name", target)).stream()
                .filter(subsystem -> subsystem.text("subtype").equals("NVMe"))
                .toList();
    }

    /** The subsystem, refused where there is none. */
    Page subsystem() throws RpcException, InterruptedException {
        return ask("nvmf_get_subsystems", inTarget()).getFirst();
    }

    List<Page> bdevs() throws RpcException, InterruptedException {
        return ask("bdev_get_bdevs", null);
    }

    List<Page> modules() throws RpcException, InterruptedException {
        return ask("viaduct_get_modules", null);
    }

    List<Page> controllers() throws RpcException, InterruptedException {
        return ask("nvmf_subsystem_get_controllers", inTarget());
    }

    List<Page> buffers() throws RpcException, InterruptedException {
        return ask("iobuf_get_stats", null);
    }

    /** The calls whose objects wait, each with its reason. */
    List<Page> waiting() throws RpcException, InterruptedException {
        return ask("viaduct_get_waiting", null);
    }

    List<Page> waitingNamespaces() throws RpcException, InterruptedException {
        return waiting(NAMESPACE);
    }

    List<Page> waitingListeners() throws RpcException, InterruptedException {
        return waiting(LISTENER);
    }

    List<Page> waitingTransports() throws RpcException, InterruptedException {
        return waitingInTarget("nvmf_create_transport");
    }

    private List<Page> waiting(String method) throws RpcException, InterruptedException {
        return waitingInTarget(method).stream()
                .filter(call -> call.inner("params").text("nqn").equals(nqn))
                .toList();
    }

    private List<Page> waitingInTarget(String method) throws RpcException, InterruptedException {
        return waiting().stream()
                .filter(call -> call.text("method").equals(method))
                .filter(call -> isMine(call.inner("params").text("tgt_name")))
                .toList();
    }

    private boolean isMine(String named) {
        return target.equals(named.isEmpty() ? TargetNames.DEFAULT : named);
    }

    /** Why a device is not there, where that is known; else "". */
    String whyAway(String bdev) throws RpcException, InterruptedException {
        return waiting().stream()
                .filter(call -> call.inner("params").text("name").equals(bdev))
                .map(call -> call.text("reason"))
                .findFirst()
                .orElse("");
    }

    /** The bundles, with name and state; none where there is no framework to be asked. */
    List<Page> bundles() throws RpcException, InterruptedException {
        boolean there =
                control.methods().stream().anyMatch(m -> m.name().equals("viaduct_plugin_list"));
        return there ? ask("viaduct_plugin_list", null) : List.of();
    }

    private Map<String, Object> inTarget() {
        return Map.of("tgt_name", target, "nqn", nqn);
    }

    private List<Page> ask(String method, Object parameters)
            throws RpcException, InterruptedException {
        return Page.all(control.call(method, parameters));
    }
}
