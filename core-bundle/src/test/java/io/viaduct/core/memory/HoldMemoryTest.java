package io.viaduct.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.memory.HoldMemory.Lot;
import io.viaduct.core.memory.HoldMemory.Need;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.linux.engine.EngineOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class HoldMemoryTest {
    private static final int PAGE = 4096;
    private static final int IO_SIZE = 131072;
    private static final List<Need> NEEDS = List.of(new Need(0, 1), new Need(128, IO_SIZE));

    private final Arena arena = Arena.ofAuto();
    private ReactorGroup reactors;
    private CoreMemory memory;
    private HoldMemory hold;

    @BeforeEach
    void start() throws Exception {
        reactors =
                ReactorGroup.start(
                        ReactorOptions.of(2),
                        NanoClock.SYSTEM,
                        new LinuxKernel(new EngineOptions(64, 4, 4096)));
        memory = new CoreMemory(reactors, Runnable::run);
        hold = new HoldMemory("tgt", memory, reactors.all());
    }

    @AfterEach
    void stop() throws Exception {
        reactors.close();
        memory.close();
    }

    private Reactor reactor(int index) {
        return reactors.all().get(index);
    }

    private SegmentList list(int entries) {
        return new SegmentList(arena.allocate(entries * 16L, 8).address(), entries);
    }

    @Test
    void shouldHaveRoomForWhatTheQueuesMayHaveInFlightAndForNewOnes() {
        Lot lot = hold.begin(NEEDS);
        long each = IO_SIZE / PAGE;
        long spare = HoldMemory.ENTRIES_SPARE * each;
        assertEquals(HoldMemory.ENTRIES_SPARE, lot.on(reactor(0)).freeCount());
        assertEquals(128 * each + spare, lot.on(reactor(1)).freeCount());
    }

    @Test
    void shouldBeBounded() {
        Lot lot = hold.begin(List.of(new Need(1 << 20, 2 << 20), Need.NONE));
        long chunk = (2 << 20) / HoldMemory.SEGMENTS;
        assertEquals(HoldMemory.PART_BYTES_MAX / chunk, lot.on(reactor(0)).freeCount());
    }

    @Test
    void shouldGiveTheLargestRequestWhatFitsItsList() {
        Lot lot = hold.begin(List.of(new Need(1, 2 << 20), new Need(1, 2 << 20)));
        SegmentList list = list(HoldMemory.SEGMENTS);
        assertTrue(lot.on(reactor(0)).fits(list, 2 << 20));
        assertFalse(lot.on(reactor(0)).fits(list(HoldMemory.SEGMENTS - 1), 2 << 20));
    }

    @Test
    void shouldShareOneRegionAmongHoldsOfTheSameTime() throws Exception {
        Lot first = hold.begin(NEEDS);
        assertSame(first, hold.begin(NEEDS));
        assertEquals(1, memory.regions().size());
        hold.end(first);
        assertEquals(1, memory.regions().size());
        hold.end(first);
        assertEquals(0, memory.regions().size());
        assertNotSame(first, hold.begin(NEEDS));
    }

    @Test
    void shouldMakeMoreWhenManyQueuesHaveComeMeanwhile() {
        Lot first = hold.begin(NEEDS);
        int more = 129 + HoldMemory.ENTRIES_SPARE;
        Lot second = hold.begin(List.of(new Need(0, 1), new Need(more, IO_SIZE)));
        assertNotSame(first, second);
        hold.end(first);
        assertEquals(1, memory.regions().size());
        assertSame(second, hold.begin(NEEDS), "the newest is the one that serves");
    }

    @Test
    void shouldGoOnWithoutMemoryWhereTheKernelRefuses() throws Exception {
        memory.allocate("io.viaduct.core/hold/1/tgt", PAGE);
        assertNull(hold.begin(NEEDS));
        hold.end(null);
    }

    @Test
    void shouldGiveEveryChunkOnceAndKeepTheRegionWhileAnyIsTaken() throws Exception {
        Lot lot = hold.begin(NEEDS);
        // Leases are counted for a reactor; here the test is the only one that takes any.
        HoldChunks chunks = lot.on(reactor(1));
        long all = chunks.freeCount();
        Random random = new Random(7);
        Map<SegmentList, Integer> taken = new HashMap<>();
        for (int round = 0; round < 20_000; round++) {
            SegmentList list = list(32);
            int bytes = 1 + random.nextInt(IO_SIZE);
            if (random.nextBoolean() && chunks.fits(list, bytes)) {
                chunks.fill(list, bytes);
                assertEquals(bytes, list.length());
                taken.put(list, bytes);
            } else if (!taken.isEmpty()) {
                SegmentList one = taken.keySet().iterator().next();
                taken.remove(one);
                chunks.release(one);
            }
        }
        assertDisjoint(new ArrayList<>(taken.keySet()), chunks);
        assertEquals(taken.size(), memory.leases());
        hold.end(lot);
        taken.keySet().forEach(chunks::release);
        assertEquals(all, chunks.freeCount());
        assertEquals(0, memory.leases());
    }

    private static void assertDisjoint(List<SegmentList> lists, HoldChunks chunks) {
        Set<Long> pages = new HashSet<>();
        for (SegmentList list : lists) {
            for (int i = 0; i < list.count(); i++) {
                long end = list.address(i) + list.length(i);
                for (long at = list.address(i); at < end; at += PAGE) {
                    assertTrue(pages.add(at), "a page twice");
                    Native.putI64(at, at);
                }
            }
        }
        assertTrue(chunks.freeCount() > 0);
    }
}
