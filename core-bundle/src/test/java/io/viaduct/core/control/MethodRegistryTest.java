package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcRelaxed;
import io.viaduct.api.rpc.RpcState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The rules of a call, with the answers that SPDK gives. */
class MethodRegistryTest {
    private static final Owner OWNER = new Owner(1, "test");

    private final ControlStrand strand = new ControlStrand();
    private final DesiredState desired = new DesiredState();
    private final MethodRegistry registry = new MethodRegistry(strand, desired);
    private final Sample sample = new Sample();

    /** Parameters. */
    public static class Params {
        @RpcParam(value = "Name", required = true)
        public String name;

        @RpcParam("Size")
        public int size = 7;

        @RpcParam("Flag")
        public Boolean flag;

        @RpcParam("Identity")
        public UUID uuid;

        @RpcParam("Inner")
        public Inner inner;

        @RpcParam("List of inner")
        public List<Inner> inners;
    }

    /** Nested parameters. */
    public static class Inner {
        @RpcParam(value = "Deep", required = true)
        public Long deep;
    }

    /** Parameters with a rest. */
    public static class Open {
        @RpcParam("Known")
        public String known;

        @RpcRelaxed public Map<String, Object> rest = Map.of();
    }

    /** A result, whose order is not that of the alphabet. */
    public static class Result {
        public String zulu = "z";
        public Integer nothing;
        public int alpha = 1;
        public Map<String, Object> map = new LinkedHashMap<>();
    }

    /** Some methods. */
    public static final class Sample implements RpcMethods {
        private final CompletableFuture<String> later = new CompletableFuture<>();

        @RpcMethod(value = "bdev_sample_create", description = "d", aliases = "old_create")
        public String create(Params p) {
            p.uuid = new UUID(1, 2);
            return p.name + p.size;
        }

        @RpcMethod(value = "bdev_sample_delete", description = "d")
        public void delete(Params p) {}

        @RpcMethod(value = "nvmf_sample", description = "d", mutates = false)
        public Object nvmf(Params p) {
            return p.inner == null ? (Object) p.size : p.inner.deep;
        }

        @RpcMethod(value = "nvmf_open", description = "d")
        public Map<String, Object> open(Open p) {
            return p.rest;
        }

        @RpcMethod(value = "result", description = "d", mutates = false)
        public List<Result> result() {
            var result = new Result();
            result.map.put("null", null);
            return List.of(result);
        }

        @RpcMethod(value = "later", description = "d")
        public CompletionStage<String> later() {
            return later;
        }

        @RpcMethod(value = "broken", description = "d")
        public void broken() {
            throw new IllegalStateException("out of luck");
        }

        @RpcMethod(value = "refusing", description = "d")
        public void refusing() throws RpcException {
            throw new RpcException(-17, "File exists");
        }

        @RpcMethod(value = "early", description = "d", states = RpcState.STARTUP)
        public void early() {}
    }

    /** Another service with a name of the first. */
    public static final class Newer implements RpcMethods {
        @RpcMethod(value = "later", description = "d")
        public String later() {
            return "newer";
        }
    }

    /** Options of a module that there are two versions of. */
    public static final class Tunable implements RpcMethods {
        @RpcMethod(value = "bdev_tunable_set_options", description = "d")
        public void options(Params p) {}
    }

    @BeforeEach
    void addSample() {
        strand.submit(
                        () -> {
                            registry.add(OWNER, sample);
                            registry.state(RpcState.RUNTIME);
                            return null;
                        })
                .join();
    }

    @AfterEach
    void close() {
        strand.close();
    }

    private Object call(String method, Object parameters) throws Exception {
        return registry.call(method, parameters);
    }

    private RpcException refused(String method, Object parameters) {
        return assertThrows(RpcException.class, () -> call(method, parameters));
    }

    private static void assertAnswer(int code, String message, RpcException answer) {
        assertEquals(code, answer.code());
        assertEquals(message, answer.getMessage());
    }

    @Test
    void shouldGiveOptionsToANewerVersionOnceTheOlderHasGone() throws Exception {
        var older = new Tunable();
        strand.submit(() -> add(older)).join();
        call("bdev_tunable_set_options", Map.of("name", "x"));
        strand.submit(() -> add(new Tunable())).join();
        assertEquals(List.of(), strand.submit(desired::waiting).join());
        strand.submit(
                        () -> {
                            registry.remove(older);
                            return null;
                        })
                .join();
        List<DesiredState.Entry> waiting = strand.submit(desired::waiting).join();
        assertEquals(
                List.of("bdev_tunable_set_options"),
                waiting.stream().map(DesiredState.Entry::method).toList());
    }

    private Void add(Tunable version) {
        registry.add(OWNER, version);
        return null;
    }

    @Test
    void shouldCallByNameAndByAlias() throws Exception {
        assertEquals("x7", call("bdev_sample_create", Map.of("name", "x")));
        assertEquals("x9", call("old_create", Map.of("name", "x", "size", 9)));
    }

    @Test
    void shouldSayMethodNotFound() {
        assertAnswer(-32601, "Method not found", refused("nonsense", null));
    }

    @Test
    void shouldRefuseParametersWhereThereAreNone() {
        RpcException answer = refused("later", Map.of());
        assertAnswer(-32602, "later method requires no parameters", answer);
    }

    @Test
    void shouldAnswerUnknownParameterInTheWordsOfTheFamily() {
        Map<String, Object> unknown = Map.of("name", "x", "colour", "red");
        RpcException bdev = refused("bdev_sample_create", unknown);
        assertAnswer(-32603, "spdk_json_decode_object failed", bdev);
        assertEquals(
                Map.of(
                        "parameter", "colour",
                        "value", "red",
                        "reason", "there is no such parameter"),
                bdev.data());
        assertAnswer(-32602, "Invalid parameters", refused("nvmf_sample", unknown));
    }

    @Test
    void shouldRefuseParametersByPosition() {
        assertAnswer(
                -32603,
                "spdk_json_decode_object failed",
                refused("bdev_sample_create", List.of("x")));
    }

    @Test
    void shouldNameTheMissingParameter() {
        RpcException answer = refused("nvmf_sample", null);
        assertEquals("name", ((Map<?, ?>) answer.data()).get("parameter"));
        RpcException deep = refused("nvmf_sample", Map.of("name", "x", "inner", Map.of()));
        assertEquals("inner.deep", ((Map<?, ?>) deep.data()).get("parameter"));
    }

    @Test
    void shouldNameTheParameterOfTheWrongType() {
        assertWrong("size", Map.of("name", "x", "size", "9"), "of type string, not number");
        assertWrong("size", Map.of("name", "x", "size", 1.5), "out of range");
        assertWrong("size", Map.of("name", "x", "size", 1L << 40), "out of range");
        assertWrong("name", Map.of("name", 5), "of type number, not string");
        assertWrong("flag", Map.of("name", "x", "flag", 1), "of type number, not boolean");
        assertWrong("flag", Map.of("name", "x", "flag", "true"), "of type string, not boolean");
        assertWrong("uuid", Map.of("name", "x", "uuid", "no"), "malformed");
        assertWrong(
                "inner.deep",
                Map.of("name", "x", "inner", Map.of("deep", "4")),
                "of type string, not number");
        assertWrong("inner", Map.of("name", "x", "inner", 4), "of type number, not object");
    }

    private void assertWrong(String parameter, Map<String, Object> given, String reason) {
        Map<?, ?> data = (Map<?, ?>) refused("nvmf_sample", given).data();
        assertEquals(parameter, data.get("parameter"));
        assertTrue(data.get("reason").toString().contains(reason), data::toString);
    }

    @Test
    void shouldRefuseNullWhereTheFieldIsPrimitive() {
        Map<String, Object> given = new LinkedHashMap<>(Map.of("name", "x"));
        given.put("flag", null);
        given.put("size", null);
        Map<?, ?> data = (Map<?, ?>) refused("nvmf_sample", given).data();
        assertEquals("size", data.get("parameter"));
    }

    @Test
    void shouldCheckNestedObjectsInLists() {
        Map<String, Object> given =
                Map.of("name", "x", "inners", List.of(Map.of("deep", 1), Map.of("deeper", 1)));
        Map<?, ?> data = (Map<?, ?>) refused("nvmf_sample", given).data();
        assertEquals("inners[1].deeper", data.get("parameter"));
    }

    @Test
    void shouldHandTheRestToTheRelaxedField() throws Exception {
        assertEquals(
                Map.of("a", 1, "b", List.of("c")),
                call("nvmf_open", Map.of("known", "k", "a", 1, "b", List.of("c"))));
    }

    @Test
    void shouldRefuseValuesThatAreNoTree() {
        RpcException answer = refused("nvmf_open", Map.of("a", new Object()));
        assertEquals(-32602, answer.code());
    }

    @Test
    void shouldKeepDeclarationOrderAndOmitNullFields() throws Exception {
        Map<?, ?> result = (Map<?, ?>) ((List<?>) call("result", null)).getFirst();
        assertEquals(List.of("zulu", "alpha", "map"), new ArrayList<>(result.keySet()));
        assertTrue(((Map<?, ?>) result.get("map")).containsKey("null"));
    }

    @Test
    void shouldAnswerTrueWhereThereIsNothingToSay() throws Exception {
        assertEquals(true, call("bdev_sample_delete", Map.of("name", "x")));
    }

    @Test
    void shouldRecordInTheSameTurnWhatEndsOnTheStrand() {
        var unused = registry.submit("later", null);
        int recorded =
                strand.submit(
                                () -> {
                                    assertEquals(0, desired.entries().size());
                                    sample.later.complete("done");
                                    return desired.entries().size();
                                })
                        .join();
        assertEquals(1, recorded);
    }

    @Test
    void shouldServeOthersWhileAnAnswerIsOutstanding() throws Exception {
        CompletionStage<Object> outstanding = registry.submit("later", null);
        assertEquals(7, call("nvmf_sample", Map.of("name", "x")));
        assertFalse(outstanding.toCompletableFuture().isDone());
        sample.later.complete("done");
        assertEquals("done", outstanding.toCompletableFuture().get());
    }

    @Test
    void shouldPassRefusalsOnAndNameWhatBroke() {
        assertAnswer(-17, "File exists", refused("refusing", null));
        assertAnswer(-32603, "out of luck", refused("broken", null));
    }

    @Test
    void shouldAnswerWrongStateInTheWordsOfSpdk() {
        assertAnswer(
                -1,
                "Method may only be called before framework is initialized. Use --wait-for-rpc"
                        + " command line parameter and then issue this RPC before the"
                        + " framework_start_init RPC.",
                refused("early", null));
        strand.submit(
                        () -> {
                            registry.state(RpcState.STARTUP);
                            return null;
                        })
                .join();
        assertAnswer(
                -1,
                "Method may only be called after framework is initialized using"
                        + " framework_start_init RPC.",
                refused("nvmf_sample", null));
    }

    @Test
    void shouldKeepWhatWasGivenAndWhatWasGenerated() throws Exception {
        call("bdev_sample_create", Map.of("name", "x"));
        call("bdev_sample_create", Map.of("name", "y", "size", 7));
        call("nvmf_sample", Map.of("name", "question"));
        assertEquals(
                List.of(
                        Map.of("name", "x", "uuid", new UUID(1, 2).toString()),
                        Map.of("name", "y", "size", 7, "uuid", new UUID(1, 2).toString())),
                entries());
        call("bdev_sample_delete", Map.of("name", "x"));
        assertEquals(1, entries().size());
        call("nvmf_open", Map.of("known", "k", "a", 1));
        assertEquals(Map.of("known", "k", "a", 1), entries().get(1));
    }

    private List<Map<String, Object>> entries() {
        return strand.submit(
                        () ->
                                desired.entries().stream()
                                        .map(DesiredState.Entry::parameters)
                                        .toList())
                .join();
    }

    @Test
    void shouldLeaveANameToTheOlderPublisherUntilItGoes() throws Exception {
        strand.submit(
                        () -> {
                            registry.add(new Owner(2, "test"), new Newer());
                            return null;
                        })
                .join();
        sample.later.complete("older");
        assertEquals("older", call("later", null));
        strand.submit(
                        () -> {
                            registry.remove(OWNER);
                            return null;
                        })
                .join();
        assertEquals("newer", call("later", null));
        assertAnswer(-32601, "Method not found", refused("nvmf_sample", null));
    }

    @Test
    void shouldCallNoMethodOfABarredOwnerButThoseOfTheInstanceAfterIt() throws Exception {
        strand.submit(
                        () -> {
                            registry.bar("test", "it throws");
                            return null;
                        })
                .join();
        assertAnswer(-5, "it throws", refused("later", null));
        strand.submit(
                        () -> {
                            registry.add(new Owner(2, "test"), new Newer());
                            return null;
                        })
                .join();
        assertEquals("newer", call("later", null));
    }

    @Test
    void shouldDescribeMethods() {
        MethodInfo info =
                registry.methods().stream()
                        .filter(method -> method.name().equals("bdev_sample_create"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(List.of("old_create"), info.aliases());
        assertEquals(
                new MethodInfo.Parameter("name", "string", true, "Name"),
                info.parameters().getFirst());
        assertEquals("object", info.parameters().get(4).type());
        assertNull(
                registry.methods().stream()
                        .filter(method -> method.name().equals("old_create"))
                        .findFirst()
                        .orElse(null));
        assertNotNull(info.description());
    }

    @Test
    void shouldRefuseToWaitForItself() {
        var failure =
                strand.submit(
                                () ->
                                        assertThrows(
                                                IllegalStateException.class, () -> call("x", null)))
                        .join();
        assertTrue(failure.getMessage().contains("control strand"));
    }
}
