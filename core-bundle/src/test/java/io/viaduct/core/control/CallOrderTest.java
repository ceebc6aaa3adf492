package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;

/** When a call is made, and when it is answered. */
class CallOrderTest {
    private final ControlStrand strand = new ControlStrand();
    private final DesiredState desired = new DesiredState();
    private final BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>(1);
    private final MethodRegistry registry = new MethodRegistry(strand, desired, this::later);

    private void later(Runnable task) {
        if (!answers.offer(task)) {
            throw new RejectedExecutionException();
        }
    }

    /** Parameters. */
    public static class Params {
        @RpcParam(value = "Name", required = true)
        public String name;
    }

    /** Parameters of a list. */
    public static class Length {
        @RpcParam("Elements")
        public int of;
    }

    /** A result with lists. */
    public static class Lists {
        public List<Object> all;
    }

    /** A module that is there from the start. */
    public static final class Early implements RpcMethods {
        @RpcMethod(value = "early", description = "d", states = RpcState.STARTUP)
        public void early() {}

        @RpcMethod(value = "ask", description = "d", mutates = false)
        public String ask() {
            return "asked";
        }

        @RpcMethod(value = "list", description = "d", mutates = false)
        public Lists list(Length p) {
            var lists = new Lists();
            lists.all = Collections.nCopies(p.of, List.of(1, 2));
            return lists;
        }
    }

    /** A module whose options are for the startup phase. */
    public static final class Late implements RpcMethods {
        @RpcMethod(value = "bdev_late_set_options", description = "d", states = RpcState.STARTUP)
        public void options(Params p) {}

        @RpcMethod(value = "bdev_late_create", description = "d")
        public String create(Params p) {
            return "made " + p.name;
        }
    }

    @BeforeEach
    void start() {
        strand.submit(
                        () -> {
                            registry.add(new Owner(1, "early"), new Early());
                            registry.state(RpcState.RUNTIME);
                            registry.add(new Owner(2, "late"), new Late());
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

    @Test
    void shouldLeaveALateModuleInStartupUntilItHasMadeSomething() throws Exception {
        call("bdev_late_set_options", Map.of("name", "x"));
        assertEquals(-1, refused("early", null).code(), "others have left their startup");
        call("bdev_late_create", Map.of("name", "x"));
        assertEquals(-1, refused("bdev_late_set_options", Map.of("name", "x")).code());
    }

    @Test
    void shouldHoldChangesBackWhileItIsClosed() throws Exception {
        strand.submit(
                        () -> {
                            registry.close();
                            return null;
                        })
                .join();
        var made = registry.submit("bdev_late_create", Map.of("name", "x"));
        assertEquals("asked", call("ask", null), "a question is answered");
        assertFalse(made.toCompletableFuture().isDone());
        strand.submit(
                        () -> {
                            registry.open();
                            return null;
                        })
                .join();
        assertEquals("made x", made.toCompletableFuture().get());
    }

    @Test
    void shouldAnswerAChangeWhenItIsDurableAndRefuseItWhereNoneCanBe() throws Exception {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        strand.submit(
                        () -> {
                            desired.keep(change -> durable, strand);
                            return null;
                        })
                .join();
        var made = registry.submit("bdev_late_create", Map.of("name", "x"));
        assertEquals("asked", call("ask", null));
        assertFalse(made.toCompletableFuture().isDone());
        durable.complete(null);
        assertEquals("made x", made.toCompletableFuture().get());
        strand.submit(
                        () -> {
                            registry.refuseChanges(() -> "the disk is full");
                            return null;
                        })
                .join();
        RpcException answer = refused("bdev_late_create", Map.of("name", "y"));
        assertEquals(-5, answer.code());
        assertEquals(Map.of("reason", "nothing is changed: the disk is full"), answer.data());
        assertEquals(1, strand.submit(desired::entries).join().size());
    }

    @Test
    void shouldGoOnWhileALongAnswerIsMade() throws Exception {
        int pairs = Extent.LONG / 3 + 1;
        var many = registry.submit("list", Map.of("of", pairs)).toCompletableFuture();
        assertEquals("asked", call("ask", null));
        assertFalse(many.isDone());
        answers.remove().run();
        assertEquals(Map.of("all", Collections.nCopies(pairs, List.of(1, 2))), many.get());
        call("list", Map.of("of", pairs - 1));
        assertEquals(0, answers.size(), "a short one is made at once");
    }

    @Test
    void shouldMakeALongAnswerOnTheStrandWhereTooManyWait() throws Exception {
        var first = registry.submit("list", Map.of("of", Extent.LONG)).toCompletableFuture();
        call("list", Map.of("of", Extent.LONG));
        assertFalse(first.isDone());
        assertEquals(1, answers.size());
    }
}
