package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stored options of SPDK's socket implementations and of its scheduler, over the defaults that they
 * have there: here sockets are the engine's, and threads are the kernel's to schedule.
 */
public final class StoredOptionMethods implements RpcMethods {
    private static final String POSIX = "posix";
    private static final long BUFFER_BYTES = 2L << 20;
    private static final long TLS_BUFFER_BYTES = 4096;

    private final DesiredState desired;

    /** The methods over what is stored. */
    public StoredOptionMethods(DesiredState desired) {
        this.desired = desired;
    }

    /** Parameters of sock_impl_get_options. */
    public static class GetOptions {
        @RpcParam(value = "posix, ssl or uring", required = true)
        public String impl_name;
    }

    /** Tells what is stored for the scheduler. */
    @RpcMethod(
            value = "framework_get_scheduler",
            description = "Tell the scheduler and the options of it that are stored.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public Map<String, Object> scheduler() {
        Map<String, Object> scheduler = new LinkedHashMap<>();
        scheduler.put("scheduler_name", "static");
        scheduler.put("scheduler_period", 0);
        scheduler.put("isolated_core_mask", "0");
        scheduler.put("scheduling_core", 0);
        for (DesiredState.Entry entry : desired.entries()) {
            if (entry.method().equals("framework_set_scheduler")) {
                scheduler.put("scheduler_name", entry.at("name"));
                scheduler.computeIfPresent(
                        "scheduler_period",
                        (name, value) -> entry.parameters().getOrDefault("period", value));
            } else if (entry.method().equals("scheduler_set_options")) {
                scheduler.replaceAll((name, value) -> entry.parameters().getOrDefault(name, value));
            }
        }
        return scheduler;
    }

    /** Tells which implementation has been chosen. */
    @RpcMethod(
            value = "sock_get_default_impl",
            description = "Tell the socket implementation that is stored as the default.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public Map<String, Object> chosen() {
        for (DesiredState.Entry entry : desired.entries()) {
            if (entry.method().equals("sock_set_default_impl")) {
                return Map.of("impl_name", entry.at("impl_name"));
            }
        }
        return Map.of("impl_name", POSIX);
    }

    /** Tells what is stored for an implementation. */
    @RpcMethod(
            value = "sock_impl_get_options",
            description = "Tell the options that are stored for a socket implementation.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public Map<String, Object> options(GetOptions p) throws RpcException {
        Map<String, Object> options = defaults(p.impl_name);
        for (DesiredState.Entry entry : desired.entries()) {
            if (entry.method().equals("sock_impl_set_options")
                    && entry.at("impl_name").equals(p.impl_name)) {
                options.replaceAll((name, value) -> entry.parameters().getOrDefault(name, value));
            }
        }
        return options;
    }

    private static Map<String, Object> defaults(String impl) throws RpcException {
        long bytes =
                switch (impl) {
                    case POSIX, "uring" -> BUFFER_BYTES;
                    case "ssl" -> TLS_BUFFER_BYTES;
                    default ->
                            throw new RpcException(
                                    RpcException.INVALID_PARAMS,
                                    "Invalid parameters",
                                    Map.of(
                                            "parameter", "impl_name",
                                            "value", impl,
                                            "reason", "posix, ssl or uring"));
                };
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("recv_buf_size", bytes);
        options.put("send_buf_size", bytes);
        options.put("enable_recv_pipe", true);
        options.put("enable_quickack", false);
        options.put("enable_placement_id", 0);
        options.put("enable_zerocopy_send_server", !impl.equals("uring"));
        options.put("enable_zerocopy_send_client", false);
        options.put("zerocopy_threshold", 0);
        options.put("tls_version", 0);
        options.put("enable_ktls", false);
        return options;
    }
}
