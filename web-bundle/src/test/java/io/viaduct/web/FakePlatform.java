package io.viaduct.web;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers what a test has put there. */
final class FakePlatform implements ControlPlane {
    final Map<String, Object> answers =
            new HashMap<>(Map.of("nvmf_get_targets", List.of("nvmf_tgt")));

    /** What it answers of one target. */
    void answer(String target, String method, Object answer) {
        answers.put(method + " {tgt_name=" + target + "}", answer);
    }

    @Override
    public CompletionStage<Object> submit(String method, Object parameters) {
        try {
            return CompletableFuture.completedFuture(call(method, parameters));
        } catch (RpcException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Object call(String method, Object parameters) throws RpcException {
        String of = parameters == null ? method : method + " " + parameters;
        if (!answers.containsKey(of)) {
            throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
        }
        return answers.get(of);
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
