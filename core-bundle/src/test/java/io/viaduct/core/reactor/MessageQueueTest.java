package io.viaduct.core.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.core.reactor.MessageQueue.Message;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class MessageQueueTest {
    private static Message message(Runnable task) {
        return new Message(OwnerTable.BASE, task);
    }

    @Test
    void shouldTakeOnlyAsManyAsItHasRoomFor() {
        MessageQueue queue = new MessageQueue(4);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                assertTrue(queue.offer(message(() -> {})));
            }
            assertFalse(queue.offer(message(() -> {})));
            assertEquals(round + 1, queue.rejected());
            for (int i = 0; i < 4; i++) {
                assertFalse(queue.isEmpty());
                queue.poll();
            }
            assertTrue(queue.isEmpty());
            assertNull(queue.poll());
        }
    }

    @Test
    void shouldLoseNothingAndKeepEachSendersOrderUntilItIsClosed() throws InterruptedException {
        int senders = 4;
        MessageQueue queue = new MessageQueue(64);
        AtomicInteger[] accepted = new AtomicInteger[senders];
        int[] ran = new int[senders];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            int sender = i;
            accepted[i] = new AtomicInteger();
            threads.add(Thread.ofPlatform().start(() -> send(queue, sender, accepted, ran)));
        }
        int read = 0;
        while (read < 100_000) {
            Message message = queue.poll();
            if (message != null) {
                message.task().run();
                read++;
            }
        }
        queue.close();
        while (!queue.isEmpty()) {
            Message message = queue.poll();
            if (message != null) {
                message.task().run();
            }
        }
        for (int i = 0; i < senders; i++) {
            threads.get(i).join();
            assertEquals(accepted[i].get(), ran[i]);
        }
        assertFalse(queue.offer(message(() -> {})));
    }

    /** Sends numbered messages until the queue is closed; each checks that its turn has come. */
    private static void send(MessageQueue queue, int sender, AtomicInteger[] accepted, int[] ran) {
        while (!queue.isClosed()) {
            int number = accepted[sender].get();
            if (queue.offer(message(() -> assertEquals(number, ran[sender]++)))) {
                accepted[sender].incrementAndGet();
            } else {
                Thread.yield();
            }
        }
    }
}
