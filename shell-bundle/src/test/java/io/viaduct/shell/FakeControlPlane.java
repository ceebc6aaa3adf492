package io.viaduct.shell;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.MethodInfo.Parameter;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** Answers what a test has set, and remembers what it was asked. */
final class FakeControlPlane implements ControlPlane {
    private static final List<Parameter> SIZED =
            List.of(
                    new Parameter("name", "string", false, "Name."),
                    new Parameter("block_size", "number", true, "Bytes."),
                    new Parameter("num_blocks", "number", true, "Blocks."),
                    new Parameter("md_interleave", "boolean", false, "Metadata."));

    private static final List<Parameter> TARGET =
            List.of(new Parameter("tgt_name", "string", false, "Target."));

    private static final List<MethodInfo> METHODS =
            List.of(
                    new MethodInfo(
                            "bdev_get_bdevs",
                            List.of("get_bdevs"),
                            "Lists block devices.",
                            Set.of(RpcState.RUNTIME),
                            List.of(new Parameter("name", "string", false, "Only this."))),
                    method("bdev_get_iostat", List.of()),
                    method("bdev_malloc_create", SIZED),
                    method("bdev_malloc_delete", List.of()),
                    method("bdev_null_create", SIZED),
                    method(
                            "bdev_file_create",
                            List.of(
                                    new Parameter(
                                            "name",
                                            "string",
                                            true,
                                            "Name.",
                                            "F0",
                                            List.of(),
                                            RpcSupport.HONOURED),
                                    new Parameter("filename", "string", true, "File."),
                                    new Parameter("readonly", "boolean", false, "Or not."))),
                    method("nvmf_create_subsystem", List.of()),
                    method("nvmf_delete_subsystem", TARGET),
                    method("nvmf_subsystem_get_controllers", TARGET),
                    method("nvmf_get_targets", List.of()),
                    method(
                            "nvmf_subsystem_add_ns",
                            List.of(
                                    new Parameter(
                                            "namespace",
                                            "object",
                                            true,
                                            "It.",
                                            "",
                                            List.of(
                                                    new Parameter("nsid", "number", false, "Id."),
                                                    new Parameter("nguid", "string", false, "Id.")),
                                            RpcSupport.HONOURED))),
                    new MethodInfo(
                            "spdk_get_version",
                            List.of(),
                            "Shows the version.",
                            Set.of(RpcState.RUNTIME, RpcState.STARTUP),
                            List.of()),
                    method("viaduct_get_traffic", List.of()));

    final List<String> calls = new ArrayList<>();
    private final Set<String> withdrawn = new HashSet<>();
    final Map<String, Object> results = new HashMap<>();
    final Map<String, RpcException> refusals = new HashMap<>();
    final CountDownLatch hanging = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    FakeControlPlane() {
        results.put("nvmf_get_targets", List.of("nvmf_tgt"));
    }

    private static MethodInfo method(String name, List<Parameter> parameters) {
        return new MethodInfo(name, List.of(), "Does.", Set.of(RpcState.RUNTIME), parameters);
    }

    void answer(String method, String json) throws CommandException {
        results.put(method, Json.read(json));
    }

    /** Answers with each in its turn, and then with the last. */
    void inTurn(String method, String... jsons) throws CommandException {
        Deque<Object> turns = new ArrayDeque<>();
        for (String json : jsons) {
            turns.add(Json.read(json));
        }
        results.put(method, turns);
    }

    /** There is no such method any more. */
    void withdraw(String method) {
        withdrawn.add(method);
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
        if (!method.equals("nvmf_get_targets")) {
            calls.add(parameters == null ? method : method + " " + Json.line(parameters));
        }
        if (refusals.containsKey(method)) {
            throw refusals.get(method);
        }
        if (!results.containsKey(method)) {
            throw new RpcException(RpcException.METHOD_NOT_FOUND, "Method not found");
        }
        Object result = results.get(method);
        if (result instanceof Deque<?> turns) {
            return turns.size() == 1 ? turns.peek() : turns.poll();
        }
        return result;
    }

    @Override
    public Collection<MethodInfo> methods() {
        return METHODS.stream().filter(method -> !withdrawn.contains(method.name())).toList();
    }

    @Override
    public RpcState state() {
        return RpcState.RUNTIME;
    }
}
