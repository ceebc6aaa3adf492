package io.viaduct.core.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.linux.Affinity;
import io.viaduct.linux.engine.EngineOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

class ReactorGroupTest {
    private static final EngineOptions SMALL = new EngineOptions(64, 4, 4096);

    private static ReactorGroup start(String engine, boolean pinned, List<Integer> cores)
            throws Exception {
        return ReactorGroup.start(
                new ReactorOptions(cores, pinned, engine, 0, 1_000_000_000L),
                NanoClock.SYSTEM,
                new LinuxKernel(SMALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldRunAQuestionOnEachReactor(String engine) throws Exception {
        try (ReactorGroup group = start(engine, false, List.of(0, 1, 2))) {
            Owner owner = group.owner("test");
            List<String> threads =
                    group.ask(owner, r -> Thread.currentThread().getName())
                            .get(5, TimeUnit.SECONDS);
            assertEquals(List.of("reactor_0", "reactor_1", "reactor_2"), threads);
            List<Boolean> current = group.ask(owner, Reactor::isCurrent).get(5, TimeUnit.SECONDS);
            assertEquals(List.of(true, true, true), current);
            for (ReactorInfo info : group.infos()) {
                assertEquals(engine, info.engine());
                assertEquals(info.index(), info.core());
                assertEquals(0, info.faults());
            }
            Set<Long> tids =
                    group.infos().stream().map(ReactorInfo::tid).collect(Collectors.toSet());
            assertEquals(3, tids.size());
        }
    }

    @Test
    void shouldCompleteWhenEachHasAcknowledgedNowOrLater() throws Exception {
        try (ReactorGroup group = start("", false, List.of(0, 1))) {
            Owner owner = group.owner("test");
            CompletableFuture<Runnable> held = new CompletableFuture<>();
            CompletableFuture<Void> all =
                    group.onEach(
                            owner,
                            (reactor, done) -> {
                                if (reactor.index() == 0) {
                                    done.run();
                                } else {
                                    held.complete(done);
                                }
                            });
            Runnable last = held.get(5, TimeUnit.SECONDS);
            assertFalse(all.isDone());
            group.all().get(1).send(owner, last);
            all.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldFailAQuestionWhoseAnswerThrows() throws Exception {
        ReactorGroup group = start("", false, List.of(0));
        CompletableFuture<List<Object>> answer =
                group.ask(
                        group.owner("test"),
                        reactor -> {
                            throw new IllegalArgumentException("on purpose");
                        });
        var failure = assertThrows(CompletionException.class, answer::join);
        assertEquals("on purpose", failure.getCause().getMessage());
        group.close();
        assertEquals(1, group.infos().getFirst().faults());
    }

    @Test
    void shouldFailWhatIsNotAcknowledgedWhenItCloses() throws Exception {
        ReactorGroup group = start("", false, List.of(0));
        CompletableFuture<Void> never = group.onEach(group.owner("test"), (reactor, done) -> {});
        group.close();
        assertTrue(never.isCompletedExceptionally());
        assertTrue(group.onEach(group.owner("test"), (r, done) -> {}).isCompletedExceptionally());
        assertFalse(group.all().getFirst().send(OwnerTable.BASE, () -> {}));
    }

    @Test
    void shouldLeaveNoThreadBehind() throws Exception {
        start("", false, List.of(0, 1)).close();
        Set<String> names =
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .collect(Collectors.toSet());
        assertFalse(names.contains("reactor_0") || names.contains("reactor-watchdog"));
    }

    @Test
    void shouldPinOnlyWhereThatWasAskedFor() throws Exception {
        int cpu = Affinity.get().nextSetBit(0);
        try (ReactorGroup group = start("", true, List.of(cpu))) {
            BitSet one = group.ask(group.owner("test"), r -> affinity()).join().getFirst();
            assertEquals(1, one.cardinality());
            assertTrue(one.get(cpu));
        }
        try (ReactorGroup group = start("", false, List.of(cpu))) {
            assertEquals(
                    Affinity.get(),
                    group.ask(group.owner("test"), r -> affinity()).join().getFirst());
        }
    }

    @Test
    void shouldSayThatAnEngineOrACpuIsNotThere() {
        assertThrows(IOException.class, () -> start("poll", false, List.of(0)));
        assertThrows(IOException.class, () -> start("", true, List.of(8000)));
    }

    @Test
    void shouldRefuseBadOptions() {
        assertThrows(IllegalArgumentException.class, () -> options(List.of()));
        assertThrows(IllegalArgumentException.class, () -> options(List.of(1, 1)));
        assertEquals(2, ReactorOptions.of(2).cores().size());
    }

    @Test
    void shouldNeverGiveAnOwnersNumberTwice() throws Exception {
        try (ReactorGroup group = start("", false, List.of(0))) {
            Owner one = group.owner("same");
            Owner other = group.owner("same");
            assertEquals(one.name(), other.name());
            assertNotEquals(one.id(), other.id());
            assertNotEquals(OwnerTable.BASE.id(), one.id());
        }
    }

    private static ReactorOptions options(List<Integer> cores) {
        return new ReactorOptions(cores, false, "", 0, 1);
    }

    private static BitSet affinity() {
        try {
            return Affinity.get();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
