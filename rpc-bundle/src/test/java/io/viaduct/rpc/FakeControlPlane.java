package io.viaduct.rpc;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A few methods that answer as SPDK's do, one that echoes and one that a test completes. */
final class FakeControlPlane implements ControlPlane {
    final BlockingQueue<CompletableFuture<Object>> held = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<Object> submit(String method, Object parameters) {
        if ("hold".equals(method)) {
            var answer = new CompletableFuture<>();
            held.add(answer);
            return answer;
        }
        if ("throw".equals(method)) {
            throw new IllegalStateException("a bug");
        }
        try {
            return CompletableFuture.completedFuture(call(method, parameters));
        } catch (RpcException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Object call(String method, Object parameters) throws RpcException {
        return switch (method) {
            case "echo" -> parameters;
            case "strange" -> Map.of("value", new StringBuilder("no JDK tree"));
            case "fill" -> "x".repeat((Integer) ((Map<?, ?>) parameters).get("bytes"));
            case "spdk_get_version" -> version(parameters);
            case "bdev_get_bdevs" -> throw bdevs(parameters);
            case "bdev_malloc_create" -> throw new RpcException(-17, "File exists", parameters);
            default -> throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
        };
    }

    private static Object version(Object parameters) throws RpcException {
        if (parameters != null) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS, "spdk_get_version method requires no parameters");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("major", 26);
        fields.put("minor", 9);
        fields.put("patch", 0);
        fields.put("suffix", "");
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("version", "SPDK v26.09");
        version.put("fields", fields);
        return version;
    }

    private static RpcException bdevs(Object parameters) {
        return parameters instanceof Map
                ? new RpcException(-19, "No such device")
                : new RpcException(RpcException.INTERNAL_ERROR, "spdk_json_decode_object failed");
    }

    @Override
    public Collection<MethodInfo> methods() {
        return List.of();
    }

    @Override
    public RpcState state() {
        return RpcState.RUNTIME;
    }
}
