package io.viaduct.core.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers with what a test has set. */
final class FakeControl implements ControlPlane {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, Object> results = new HashMap<>();
    RpcState state = RpcState.RUNTIME;

    void answer(String method, String json) {
        try {
            results.put(method, JSON.readValue(json, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public CompletionStage<Object> submit(String method, Object parameters) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException(method));
    }

    @Override
    public Object call(String method, Object parameters) throws RpcException {
        if (!results.containsKey(method)) {
            throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
        }
        return results.get(method);
    }

    @Override
    public Collection<MethodInfo> methods() {
        return results.keySet().stream()
                .map(name -> new MethodInfo(name, List.of(), "", Set.of(state), List.of()))
                .toList();
    }

    @Override
    public RpcState state() {
        return state;
    }
}
