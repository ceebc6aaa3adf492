package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;
import static io.viaduct.core.target.TargetFixture.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.core.qpair.Pause;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What is told of swaps. */
class SwapMethodsTest {
    private static final String ADD = "nvmf_subsystem_add_ns";
    private static final String GET = "viaduct_get_swaps";
    private static final Map<String, Object> NAMESPACE =
            namespace(Map.of("nsid", 1, "bdev_name", "a"));

    private final TargetFixture f = new TargetFixture();

    @BeforeEach
    void serve() throws Exception {
        f.bdevs.add("a");
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN));
        f.call(ADD, NAMESPACE);
    }

    @AfterEach
    void close() {
        f.close();
    }

    private void moduleLeaves() {
        f.on(
                () -> {
                    var use = f.bdevs.uses.getFirst();
                    f.bdevs.disks.remove(use.disk.name());
                    use.events.removed(use.disk, Departure.MODULE_LEAVING);
                    return null;
                });
        turns();
    }

    private void turns() {
        for (int i = 0; i < 5; i++) {
            f.on(() -> null);
        }
    }

    private void ended(Pause pause) {
        f.side.endHold(pause);
        turns();
    }

    private static Pause resumed(long waitMicros) {
        return new Pause(0, 9_000_000, 0, waitMicros * 1000, 3, 3, 0, true);
    }

    private static Pause lost() {
        return new Pause(0, 9_000_000, 0, 4_000_000, 3, 3, 2, false);
    }

    private List<?> swaps(Map<String, Object> parameters) throws Exception {
        return (List<?>) ((Map<?, ?>) f.call(GET, parameters)).get("swaps");
    }

    private Map<?, ?> summary(String kind) throws Exception {
        Map<?, ?> all = (Map<?, ?>) f.call(GET, Map.of("kind", kind));
        return (Map<?, ?>) ((List<?>) all.get("summary")).getFirst();
    }

    private Map<?, ?> only() throws Exception {
        List<?> swaps = swaps(Map.of());
        assertEquals(1, swaps.size());
        return (Map<?, ?>) swaps.getFirst();
    }

    @Test
    void shouldTellOfASwapWhenItIsOver() throws Exception {
        moduleLeaves();
        assertEquals(List.of(), swaps(Map.of()));
        f.bdevs.add("a");
        f.call(ADD, NAMESPACE);
        ended(resumed(1_234));
        Map<?, ?> swap = only();
        assertEquals(1L, ((Number) swap.get("sequence")).longValue());
        assertEquals("bdev", swap.get("kind"));
        assertEquals("a", swap.get("what"));
        assertEquals(NQN, swap.get("nqn"));
        assertEquals(1, swap.get("nsid"));
        assertEquals(9.0, swap.get("gate_ms"));
        assertEquals(1.234, swap.get("wait_ms"));
        assertEquals(3L, ((Number) swap.get("parked")).longValue());
        assertEquals("resumed", swap.get("outcome"));
    }

    @Test
    void shouldSayThatTheNamespaceWasRemoved() throws Exception {
        moduleLeaves();
        ended(lost());
        assertEquals("removed", only().get("outcome"));
        assertEquals(2L, ((Number) only().get("blocked")).longValue());
    }

    @Test
    void shouldSayThatAnotherDeviceCame() throws Exception {
        moduleLeaves();
        var disk = f.bdevs.add("a");
        disk.geometry = disk.geometry.withBlockCount(8);
        f.call(ADD, NAMESPACE);
        ended(lost());
        assertEquals("refused", only().get("outcome"));
    }

    @Test
    void shouldSumUpThoseThatResumedAndForWhichCommandsWaited() throws Exception {
        long[] waits = {4_000, 1_000, 3_000, 2_000};
        for (long wait : waits) {
            swap(resumed(wait));
        }
        swap(lost());
        swap(new Pause(0, 9_000_000, 0, 0, 0, 0, 0, true));
        Map<?, ?> bdev = summary("bdev");
        assertEquals(6, bdev.get("count"));
        assertEquals(4, bdev.get("measured"));
        assertEquals(2.5, bdev.get("median_ms"));
        assertEquals(4.0, bdev.get("max_ms"));
        swap(resumed(9_000));
        assertEquals(3.0, summary("bdev").get("median_ms"));
        assertEquals(0, summary("transport").get("count"));
    }

    private void swap(Pause pause) {
        f.on(
                () -> {
                    f.target.swaps().beginBdev("a", NQN, 1).end(pause);
                    return null;
                });
    }

    @Test
    void shouldListOneKind() throws Exception {
        swap(resumed(1));
        f.on(
                () -> {
                    f.target.swaps().beginTransport("TCP").end(resumed(1));
                    return null;
                });
        Map<?, ?> transport = (Map<?, ?>) swaps(Map.of("kind", "transport")).getFirst();
        assertEquals("TCP", transport.get("what"));
        assertNull(transport.get("nsid"));
        assertEquals(2, swaps(Map.of()).size());
        f.refuses(-32602, "Invalid parameters", GET, Map.of("kind", "bdevs"));
    }

    @Test
    void shouldForgetTheOldest() throws Exception {
        for (int i = 0; i <= SwapLog.ENTRIES_MAX; i++) {
            swap(resumed(i));
        }
        List<?> swaps = swaps(Map.of());
        assertEquals(SwapLog.ENTRIES_MAX, swaps.size());
        assertEquals(2L, ((Number) ((Map<?, ?>) swaps.getFirst()).get("sequence")).longValue());
    }

    @Test
    void shouldKnowAHoldThatGoesOnAsOne() throws Exception {
        f.on(
                () -> {
                    SwapLog.Open open = f.target.swaps().beginBdev("a", NQN, 1);
                    assertSame(open, f.target.swaps().beginBdev("a", NQN, 1));
                    open.end(resumed(1));
                    assertNotSame(open, f.target.swaps().beginBdev("a", NQN, 1));
                    return null;
                });
        only();
    }

    @Test
    void shouldCountASwapOnce() throws Exception {
        f.on(
                () -> {
                    SwapLog.Open open = f.target.swaps().beginTransport("TCP");
                    open.end(resumed(1));
                    open.end(resumed(2));
                    return null;
                });
        only();
    }
}
