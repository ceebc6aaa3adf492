package io.viaduct.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.util.BitSet;

/** The bindings of what can be waited for, and where one runs while waiting. */
class EventsTest {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldCountEventsUntilTheyAreTaken() throws Exception {
        try (EventDescriptor event = EventDescriptor.open()) {
            assertEquals(-Errno.EAGAIN, event.take());
            event.signal();
            event.signal(4);
            assertEquals(5, event.take());
            assertEquals(-Errno.EAGAIN, event.take());
        }
        try (EventDescriptor semaphore = EventDescriptor.semaphore()) {
            semaphore.signal(2);
            assertEquals(1, semaphore.take());
            assertEquals(1, semaphore.take());
        }
    }

    @Test
    void shouldWatchDescriptorsByEpoll() throws Exception {
        try (Epoll epoll = Epoll.open(4);
                EventDescriptor one = EventDescriptor.open();
                EventDescriptor two = EventDescriptor.open()) {
            assertEquals(0, epoll.add(one.descriptor(), Epoll.IN, 0x1_0000_0001L));
            assertEquals(0, epoll.add(two.descriptor(), Epoll.IN | Epoll.EDGE, -2));
            assertEquals(-Errno.EEXIST, epoll.add(one.descriptor(), Epoll.IN, 3));
            assertEquals(0, epoll.await(0));
            assertEquals(0, epoll.await(MILLI));
            one.signal();
            two.signal();
            assertEquals(2, epoll.await(-1));
            assertEquals(1, epoll.await(1000 * MILLI), "the edge is told once");
            assertEquals(0x1_0000_0001L, epoll.data(0));
            assertEquals(Epoll.IN, epoll.events(0));
            assertEquals(0, epoll.modify(one.descriptor(), Epoll.OUT, 9));
            assertEquals(1, epoll.await(1000 * MILLI));
            assertEquals(9, epoll.data(0));
            assertEquals(Epoll.OUT, epoll.events(0));
            assertEquals(0, epoll.remove(one.descriptor()));
            assertEquals(-Errno.ENOENT, epoll.remove(one.descriptor()));
            assertEquals(0, epoll.await(0));
        }
    }

    @Test
    void shouldSubmitAndCompleteByIoUring() throws Exception {
        try (IoUring ring = openRing();
                EventDescriptor event = EventDescriptor.open()) {
            assertTrue(ring.supports(Sqe.POLL_ADD));
            assertFalse(ring.supports(255));
            assertEquals(0, ring.completion());
            long sqe = ring.next();
            Sqe.fill(sqe, Sqe.POLL_ADD, event.descriptor(), 42);
            Sqe.operationFlags(sqe, Epoll.IN);
            assertEquals(1, ring.queued());
            assertEquals(1, ring.enter(0));
            assertEquals(0, ring.queued());
            assertEquals(0, ring.enter(MILLI), "the time has passed");
            event.signal();
            assertEquals(0, ring.enter(-1));
            long cqe = ring.completion();
            assertEquals(42, Cqe.userData(cqe));
            assertEquals(Epoll.IN, Cqe.result(cqe));
            assertFalse(Cqe.more(Cqe.flags(cqe)));
            assertEquals(-1, Cqe.buffer(Cqe.flags(cqe)));
            ring.consume();
            assertEquals(0, ring.completion());
        }
    }

    @Test
    void shouldHaveABoundedNumberOfEntries() throws Exception {
        try (IoUring ring = openRing()) {
            for (int i = 0; i < 4; i++) {
                long sqe = ring.next();
                assertNotEquals(0, sqe);
                Sqe.fill(sqe, Sqe.ASYNC_CANCEL, -1, i);
            }
            assertEquals(0, ring.next());
            assertEquals(4, ring.enter(0));
            for (int i = 0; i < 4; i++) {
                assertEquals(i, Cqe.userData(ring.completion()));
                assertEquals(-Errno.ENOENT, Cqe.result(ring.completion()));
                ring.consume();
            }
            assertNotEquals(0, ring.next());
        }
    }

    private static IoUring openRing() {
        try {
            return IoUring.open(4, 8);
        } catch (SystemCallException e) {
            assumeTrue(false, e.getMessage());
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldMoveTheCallingThreadToOneCpu() throws Exception {
        BitSet before = Affinity.get();
        assertFalse(before.isEmpty());
        assertTrue(Affinity.online().intersects(before));
        BitSet one = new BitSet();
        one.set(before.nextSetBit(0));
        Affinity.set(one);
        assertEquals(one, Affinity.get());
        Affinity.set(before);
        assertEquals(before, Affinity.get());
    }

    @Test
    void shouldReadTheKernelsListsOfCpus() {
        BitSet cpus = Affinity.parse("0-2,5,8-9");
        assertEquals("{0, 1, 2, 5, 8, 9}", cpus.toString());
    }
}
