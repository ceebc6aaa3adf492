package io.viaduct.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.viaduct.api.memory.BufferWaiter;
import io.viaduct.api.memory.SegmentList;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class CoreBufferPoolTest {
    /** The pool never touches its memory, so any page will do. */
    private static final long BASE = 1L << 40;

    private static final IobufOptions OPTIONS = new IobufOptions(64, 8, 8192, 135168);

    private final Arena arena = Arena.ofAuto();
    private final List<String> served = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final CoreBufferPool pool = new CoreBufferPool(BASE, OPTIONS, 1, failures::add);

    private class Waiter implements BufferWaiter {
        final String name;
        final int bytes;
        final SegmentList list;

        Waiter(String name, int bytes) {
            this.name = name;
            this.bytes = bytes;
            list = new SegmentList(arena.allocate(256L * 16, 8).address(), 256);
        }

        @Override
        public int bufferBytes() {
            return bytes;
        }

        @Override
        public SegmentList buffers() {
            return list;
        }

        @Override
        public void onBuffers() {
            served.add(name);
        }
    }

    private Waiter waiter(String name, int bytes) {
        return new Waiter(name, bytes);
    }

    private List<Waiter> takeAllSmall() {
        List<Waiter> all = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Waiter waiter = waiter("holder", 8192);
            assertTrue(pool.acquire(waiter));
            all.add(waiter);
        }
        return all;
    }

    @Test
    void shouldGiveASmallBufferWhereItFitsAndTrimIt() {
        Waiter waiter = waiter("a", 5000);
        assertTrue(pool.acquire(waiter));
        assertEquals(1, waiter.list.count());
        assertEquals(5000, waiter.list.length());
        assertEquals(0, waiter.list.address(0) % 4096);
        assertEquals(63, pool.smallStats().free());
        pool.release(waiter.list);
        assertEquals(0, waiter.list.count());
        assertEquals(64, pool.smallStats().free());
    }

    @Test
    void shouldGiveSeveralLargeBuffersForALargeRequest() {
        Waiter waiter = waiter("a", 2 << 20);
        assertTrue(pool.acquire(waiter));
        assertEquals(2 << 20, waiter.list.length());
        assertEquals(0, pool.largeStats().free());
        pool.release(waiter.list);
        assertEquals(16, pool.largeStats().free());
    }

    @Test
    void shouldAlwaysHaveEnoughForTheLargestRequest() {
        CoreBufferPool share = new CoreBufferPool(BASE, OPTIONS, 100, failures::add);
        assertTrue(share.bytesMax() >= 2 << 20);
        IobufOptions tiny = new IobufOptions(64, 8, 4096, 8192);
        assertTrue(new CoreBufferPool(BASE, tiny, 1, failures::add).bytesMax() >= 2 << 20);
    }

    @Test
    void shouldServeThoseWhoWaitInOrder() {
        List<Waiter> holders = takeAllSmall();
        assertFalse(pool.acquire(waiter("first", 100)));
        assertFalse(pool.acquire(waiter("second", 8192)));
        assertEquals(2, pool.smallStats().waiting());
        pool.release(holders.get(0).list);
        pool.release(holders.get(1).list);
        assertEquals(List.of("first", "second"), served);
        assertEquals(2, pool.smallStats().waited());
        assertEquals(66, pool.smallStats().served());
    }

    @Test
    void shouldLetNobodyOvertakeALargerRequest() {
        Waiter holder = waiter("holder", 15 * 135168);
        assertTrue(pool.acquire(holder));
        assertFalse(pool.acquire(waiter("large", 2 * 135168)));
        assertFalse(pool.acquire(waiter("one", 135168)));
        assertTrue(pool.acquire(waiter("small", 10)));
        assertEquals(List.of(), served);
        pool.release(holder.list);
        assertEquals(List.of("large", "one"), served);
    }

    @Test
    void shouldServeTheNextWhenTheHeadIsCancelled() {
        Waiter holder = waiter("holder", 15 * 135168);
        assertTrue(pool.acquire(holder));
        Waiter large = waiter("large", 2 * 135168);
        assertFalse(pool.acquire(large));
        assertFalse(pool.acquire(waiter("one", 135168)));
        assertTrue(pool.cancel(large));
        assertFalse(pool.cancel(large));
        assertEquals(List.of("one"), served);
        assertFalse(pool.cancel(holder));
    }

    @Test
    void shouldNotRecurseWhenOneWhoIsServedReleasesAtOnce() {
        List<Waiter> holders = takeAllSmall();
        for (int i = 0; i < 20_000; i++) {
            assertFalse(
                    pool.acquire(
                            new Waiter("w", 8192) {
                                @Override
                                public void onBuffers() {
                                    pool.release(list);
                                }
                            }));
        }
        pool.release(holders.getFirst().list);
        assertEquals(0, pool.smallStats().waiting());
        assertEquals(1, pool.smallStats().free());
    }

    @Test
    void shouldServeTheNextWhenOneThrows() {
        List<Waiter> holders = takeAllSmall();
        assertFalse(
                pool.acquire(
                        new Waiter("bad", 10) {
                            @Override
                            public void onBuffers() {
                                pool.release(list);
                                throw new IllegalStateException("on purpose");
                            }
                        }));
        assertFalse(pool.acquire(waiter("good", 10)));
        pool.release(holders.getFirst().list);
        assertEquals(List.of("good"), served);
        assertEquals(1, failures.size());
    }

    @Test
    void shouldRefuseABufferThatIsNotLent() {
        Waiter waiter = waiter("a", 100);
        assertTrue(pool.acquire(waiter));
        SegmentList copy = new SegmentList(arena.allocate(16, 8).address(), 1);
        copy.add(waiter.list.address(0), 100);
        pool.release(waiter.list);
        assertThrows(IllegalStateException.class, () -> pool.release(copy));
    }

    @Test
    void shouldRefuseRequestsThatCannotBeServed() {
        assertThrows(IllegalArgumentException.class, () -> pool.acquire(waiter("none", 0)));
        int tooMuch = pool.bytesMax() + 1;
        assertThrows(IllegalArgumentException.class, () -> pool.acquire(waiter("much", tooMuch)));
        Waiter filled = waiter("filled", 10);
        assertTrue(pool.acquire(filled));
        assertThrows(IllegalArgumentException.class, () -> pool.acquire(filled));
    }

    @Test
    void shouldNeverLendTheSameBytesTwice() {
        Random random = new Random(3);
        ArrayDeque<Waiter> held = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            Waiter waiter = waiter("w", 1 + random.nextInt(random.nextBoolean() ? 8192 : 400_000));
            if (random.nextBoolean() && pool.acquire(waiter)) {
                held.add(waiter);
            } else {
                pool.cancel(waiter);
            }
            if (held.size() > 3) {
                Waiter oldest = held.poll();
                for (Waiter other : held) {
                    assertTrue(apart(oldest.list, other.list));
                }
                pool.release(oldest.list);
            }
        }
    }

    private static boolean apart(SegmentList one, SegmentList other) {
        for (int i = 0; i < one.count(); i++) {
            for (int j = 0; j < other.count(); j++) {
                boolean before = one.address(i) + one.length(i) <= other.address(j);
                boolean after = other.address(j) + other.length(j) <= one.address(i);
                if (!before && !after) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void shouldAllocateNothingForAnAcquireAndARelease() {
        Waiter small = waiter("small", 4096);
        Waiter large = waiter("large", 1 << 20);
        churn(small, large, 50_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        churn(small, large, 50_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 5000, allocated + " bytes");
    }

    private void churn(Waiter small, Waiter large, int rounds) {
        for (int i = 0; i < rounds; i++) {
            pool.acquire(small);
            pool.acquire(large);
            pool.release(small.list);
            pool.release(large.list);
        }
    }
}
