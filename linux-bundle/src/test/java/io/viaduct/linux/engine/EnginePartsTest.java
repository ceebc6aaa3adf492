package io.viaduct.linux.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Owner;
import io.viaduct.linux.Errno;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The parts that both engines are made of. */
class EnginePartsTest {
    @ParameterizedTest
    @CsvSource({"15,2,512", "65537,2,512", "16,1,512", "16,3,512", "16,65536,512", "16,2,100"})
    void shouldRefuseOptionsOutOfRange(int operations, int buffers, int bytes) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new EngineOptions(operations, buffers, bytes));
    }

    @Test
    void shouldKeepTimersInOrderWhateverIsTakenOut() {
        long start = Long.MAX_VALUE - 500;
        var random = new Random(1);
        var heap = new TimerHeap(1000);
        List<Operation> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            var op = new Operation(i);
            op.deadlineNanos = start + random.nextInt(1000);
            heap.add(op);
            all.add(op);
        }
        for (int i = 0; i < 500; i++) {
            heap.remove(all.remove(random.nextInt(all.size())));
        }
        long last = start;
        for (int i = 0; i < 500; i++) {
            Operation first = heap.first();
            assertTrue(first.deadlineNanos - last >= 0);
            last = first.deadlineNanos;
            heap.remove(first);
            assertTrue(all.remove(first));
        }
        assertTrue(heap.isEmpty());
    }

    @Test
    void shouldFindOperationsByTheirLivingTokenOnly() {
        var table = new OperationTable(16);
        Operation op = table.take();
        op.handler = (context, event, result, buffer, last) -> {};
        long token = op.token();
        assertTrue(token > 0);
        assertSame(op, table.find(token));
        assertNull(table.find(token + 1));
        table.free(op);
        assertNull(table.find(token));
        assertNull(table.find(0));
        assertNull(table.find(-1));
        assertNull(op.handler);
        assertSame(op, table.take());
        assertNotEquals(token, op.token());
    }

    @Test
    void shouldTakeOperationsOutOfTheMiddleOfAQueue() {
        var queue = new OperationQueue();
        List<Operation> ops = IntStream.range(0, 5).mapToObj(Operation::new).toList();
        ops.forEach(queue::add);
        queue.remove(ops.get(2));
        queue.remove(ops.get(4));
        queue.remove(ops.get(0));
        assertEquals(2, queue.size());
        assertSame(ops.get(1), queue.poll());
        queue.add(ops.get(2));
        assertSame(ops.get(3), queue.poll());
        assertSame(ops.get(2), queue.poll());
        assertNull(queue.poll());
        assertTrue(queue.isEmpty());
    }

    @Test
    void shouldUseTheAccountsOfOwnersThatAreGone() {
        var ledger = new OwnerLedger();
        OwnerAccount first = ledger.account(new Owner(1, "one"));
        first.inFlight++;
        OwnerAccount second = ledger.account(new Owner(2, "two"));
        assertNotEquals(first, second);
        assertSame(second, ledger.account(new Owner(3, "three")));
        assertEquals("three", second.owner.name());
        assertSame(first, ledger.account(new Owner(1, "one")));
        assertEquals(1, ledger.inFlight(new Owner(1, "one")));
        assertEquals(0, ledger.inFlight(new Owner(2, "two")));
    }

    @Test
    void shouldCallTheKernelOnlyForAnEngineThatSleepsAndThenOnce() throws Exception {
        try (Wakeup wakeup = new Wakeup()) {
            wakeup.call();
            wakeup.call();
            assertEquals(0, wakeup.written());
            assertFalse(wakeup.sleep(), "there was a call");
            assertTrue(wakeup.sleep());
            wakeup.call();
            wakeup.call();
            assertEquals(1, wakeup.written());
            wakeup.awake();
            assertTrue(wakeup.sleep());
            wakeup.awake();
        }
    }

    @Test
    @Timeout(60)
    void shouldLoseNoFileOperationHoweverOftenTheRingGoesRound() throws Exception {
        int total = 100_000;
        try (Wakeup wakeup = new Wakeup();
                FileWorkers workers = new FileWorkers(2, wakeup)) {
            int given = 0;
            int ended = 0;
            List<Operation> free = new ArrayList<>(List.of(new Operation(0), new Operation(1)));
            // The time-out interrupts; a lost one would be waited for for ever.
            while (ended < total && !Thread.currentThread().isInterrupted()) {
                while (!free.isEmpty() && given < total) {
                    Operation op = free.removeLast();
                    op.kind = OperationKind.SYNC;
                    op.descriptor = -1;
                    workers.give(op);
                    given++;
                }
                for (Operation op = workers.takeDone(); op != null; ended++) {
                    assertEquals(-Errno.EBADF, op.result);
                    Operation next = op.next;
                    op.next = null;
                    free.add(op);
                    op = next;
                }
            }
            assertEquals(total, ended);
        }
    }
}
