package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue of messages: many senders, one reader, no locks. A sender claims a slot by moving
 * the tail and fills it afterwards; the reader stops at a slot that is not filled yet. Closing sets
 * a bit in the tail, so that a message is either refused or read.
 */
final class MessageQueue {
    /** A message and in whose name it runs. */
    record Message(Owner owner, Runnable task) {}

    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicReferenceArray<Message> slots;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();

    /** Room for {@code capacity} messages, a power of two. */
    MessageQueue(int capacity) {
        assert Integer.bitCount(capacity) == 1;
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** Any thread. False when the queue is full or closed; the former is counted. */
    boolean offer(Message message) {
        long at;
        do {
            at = tail.get();
            if (at < 0) {
                return false;
            }
            if (at - head.get() >= slots.length()) {
                rejected.incrementAndGet();
                return false;
            }
        } while (!tail.compareAndSet(at, at + 1));
        slots.setRelease(slot(at), message);
        return true;
    }

    /** The oldest message, or null. The reader's thread. */
    Message poll() {
        long at = head.getPlain();
        Message message = slots.getAcquire(slot(at));
        if (message != null) {
            slots.setPlain(slot(at), null);
            head.setRelease(at + 1);
        }
        return message;
    }

    /** Whether nobody has claimed a slot that is not read. The reader's thread. */
    boolean isEmpty() {
        return (tail.get() & ~CLOSED) == head.getPlain();
    }

    /** Refuses all further messages; those accepted can still be read. Any thread. */
    void close() {
        tail.accumulateAndGet(CLOSED, (at, bit) -> at | bit);
    }

    /** Whether it takes nothing more. Any thread. */
    boolean isClosed() {
        return tail.get() < 0;
    }

    /** How often a message was refused because the queue was full. Any thread. */
    long rejected() {
        return rejected.get();
    }

    private int slot(long at) {
        return (int) at & (slots.length() - 1);
    }
}
