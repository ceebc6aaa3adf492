package io.viaduct.shell;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** Answers what a test has set, and remembers what it was asked. */
final class FakeControlPlane implements ControlPlane {
    final List<String> calls = new ArrayList<>();
    final Map<String, Object> results = new HashMap<>();
    final Map<String, RpcException> refusals = new HashMap<>();
    final CountDownLatch hanging = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    void answer(String method, String json) throws CommandException {
        results.put(method, Json.read(json));
    }

    @Override
    public CompletionStage<Object> submit(String method, Object parameters) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException(method));
    }

    @Override
    public Object call(String method, Object parameters) throws RpcException, InterruptedException {
        if (method.equals("hang")) {
            hanging.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        }
        calls.add(parameters == null ? method : method + " " + Json.line(parameters));
        if (refusals.containsKey(method)) {
            throw refusals.get(method);
        }
        if (!results.containsKey(method)) {
            throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
        }
        return results.get(method);
    }

    @Override
    public Collection<MethodInfo> methods() {
        return List.of(
                new MethodInfo(
                        "bdev_get_bdevs",
                        List.of("get_bdevs"),
                        "Lists block devices.",
                        Set.of(RpcState.RUNTIME),
                        List.of(new MethodInfo.Parameter("name", "string", false, "Only this."))),
                new MethodInfo(
                        "spdk_get_version",
                        List.of(),
                        "Shows the version.",
                        Set.of(RpcState.RUNTIME, RpcState.STARTUP),
                        List.of()));
    }

    @Override
    public RpcState state() {
        return RpcState.RUNTIME;
    }
}
