package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the process is, and its end. */
public final class ApplicationMethods implements RpcMethods {
    /** Signals that mean something here: an orderly end, or one at once. */
    private static final List<String> SIGNALS = List.of("SIGINT", "SIGTERM", "SIGQUIT", "SIGKILL");

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)(.*)");

    private final String version;
    private final Consumer<String> signals;

    /**
     * The methods of one process.
     *
     * @param version ours: major.minor.micro and perhaps more
     * @param signals takes the name of a signal
     */
    public ApplicationMethods(String version, Consumer<String> signals) {
        this.version = version;
        this.signals = signals;
    }

    /** The version. */
    public static class Version {
        /** For people. */
        public String version;

        /** For programs. */
        public Fields fields;
    }

    /** The parts of a version: Viaduct's, not those of the SPDK whose methods it has. */
    public static class Fields {
        /** Major. */
        public int major;

        /** Minor. */
        public int minor;

        /** Micro. */
        public int patch;

        /** What follows, such as "-SNAPSHOT". */
        public String suffix;
    }

    /** Parameters of spdk_kill_instance. */
    public static class Kill {
        /** Honoured. */
        @RpcParam(value = "SIGINT, SIGTERM, SIGQUIT or SIGKILL", required = true)
        public String sig_name;
    }

    /** The version of Viaduct. */
    @RpcMethod(
            value = "spdk_get_version",
            description = "Tells the version of Viaduct.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public Version version() {
        Version answer = new Version();
        answer.version = "Viaduct v" + version;
        answer.fields = new Fields();
        Matcher parts = VERSION.matcher(version);
        if (parts.matches()) {
            answer.fields.major = Integer.parseInt(parts.group(1));
            answer.fields.minor = Integer.parseInt(parts.group(2));
            answer.fields.patch = Integer.parseInt(parts.group(3));
            answer.fields.suffix = parts.group(4);
        }
        return answer;
    }

    /** Ends the process. */
    @RpcMethod(
            value = "spdk_kill_instance",
            description = "Ends the process as a signal would.",
            mutates = false)
    public void kill(Kill p) throws RpcException {
        String name = p.sig_name.toUpperCase(Locale.ROOT);
        String full = name.startsWith("SIG") ? name : "SIG" + name;
        if (!SIGNALS.contains(full)) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "Invalid parameters",
                    Map.of(
                            "parameter",
                            "sig_name",
                            "value",
                            p.sig_name,
                            "reason",
                            "one of " + SIGNALS));
        }
        signals.accept(full);
    }
}
