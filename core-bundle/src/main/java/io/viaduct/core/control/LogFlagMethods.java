package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Parts of the platform that log all they have to say, whatever the level of the log: SPDK's flags,
 * by SPDK's names for these parts.
 */
public final class LogFlagMethods implements RpcMethods {
    /** SPDK's word for all flags. */
    private static final String ALL = "all";

    /** What loggers begin with, by flag. */
    private static final Map<String, List<String>> FLAGS =
            new TreeMap<>(
                    Map.of(
                            "bdev", List.of("io.viaduct.core.bdev."),
                            "nvmf",
                                    List.of(
                                            "io.viaduct.core.target.",
                                            "io.viaduct.core.qpair.",
                                            "io.viaduct.core.controller.",
                                            "io.viaduct.core.command."),
                            "nvmf_tcp", List.of("io.viaduct.transport.tcp."),
                            "plugin", List.of("io.viaduct.core.plugin.", "io.viaduct.core.osgi."),
                            "reactor", List.of("io.viaduct.core.reactor."),
                            "rpc", List.of("io.viaduct.rpc.", "io.viaduct.core.control."),
                            "sock", List.of("io.viaduct.core.stream.", "io.viaduct.linux.")));

    private final UnaryOperator<Set<String>> loud;

    /**
     * The methods over one log.
     *
     * @param loud sets what the names of loggers begin with that log everything, unless it is given
     *     null, and tells it
     */
    public LogFlagMethods(UnaryOperator<Set<String>> loud) {
        this.loud = loud;
    }

    /** Parameters of log_set_flag and log_clear_flag. */
    public static class Flag {
        @RpcParam(value = "One of log_get_flags, or all", required = true)
        public String flag;

        private List<String> loggers() throws RpcException {
            if (flag.equals(ALL)) {
                return FLAGS.values().stream().flatMap(List::stream).toList();
            }
            List<String> loggers = FLAGS.get(flag);
            if (loggers == null) {
                throw new RpcException(
                        RpcException.INVALID_PARAMS,
                        "invalid log flag",
                        Map.of("parameter", "flag", "value", flag, "reason", "no such flag"));
            }
            return loggers;
        }
    }

    /** Lets parts log everything. */
    @RpcMethod(
            value = "log_set_flag",
            description = "Lets a part of the platform log everything.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void set(Flag p) throws RpcException {
        Set<String> next = new HashSet<>(loud.apply(null));
        next.addAll(p.loggers());
        var unused = loud.apply(next);
    }

    /** Lets parts log what the level says. */
    @RpcMethod(
            value = "log_clear_flag",
            description = "Lets a part of the platform log what the level of the log says.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void clear(Flag p) throws RpcException {
        List<String> rest = new ArrayList<>(loud.apply(null));
        rest.removeAll(p.loggers());
        var unused = loud.apply(Set.copyOf(rest));
    }

    /** Tells which parts log everything. */
    @RpcMethod(
            value = "log_get_flags",
            description = "Lists the parts of the platform, and whether they log everything.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public Map<String, Boolean> flags() {
        Set<String> now = loud.apply(null);
        Map<String, Boolean> all = new TreeMap<>();
        FLAGS.forEach((flag, loggers) -> all.put(flag, now.containsAll(loggers)));
        return all;
    }
}
