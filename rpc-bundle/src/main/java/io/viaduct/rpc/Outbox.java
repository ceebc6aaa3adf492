package io.viaduct.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lines a connection has still to send. Whoever has one offers it and never waits for the
 * client; one thread writes them in the order of offering.
 */
final class Outbox {
    /** Where the lines go. */
    @FunctionalInterface
    interface Sink {
        /** Takes some of the bytes; waits as long as the client does not read. */
        void write(ByteBuffer bytes) throws IOException;
    }

    private final int bytesMax;
    private final AtomicLong total;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> lines = new ArrayDeque<>();
    private long bytes;
    private boolean finished;

    /**
     * Nothing to send.
     *
     * @param total bytes in all outboxes together
     */
    Outbox(int bytesMax, AtomicLong total) {
        this.bytesMax = bytesMax;
        this.total = total;
    }

    /** Adds a line; false if the client has left too much unread. Nothing after {@link #finish}. */
    boolean offer(byte[] line) {
        lock.lock();
        try {
            if (line.length > bytesMax - bytes) {
                return false;
            }
            if (!finished) {
                count(line.length);
                lines.add(line);
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the writer end once it has sent what is there. */
    void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is there and everything to come. */
    void discard() {
        lock.lock();
        try {
            lines.clear();
            count(-bytes);
        } finally {
            lock.unlock();
        }
        finish();
    }

    /** Writes until finished; blocks as long as the client does not read. */
    void writeTo(Sink sink) throws IOException, InterruptedException {
        for (byte[] line = first(); line != null; line = first()) {
            for (ByteBuffer left = ByteBuffer.wrap(line); left.hasRemaining(); ) {
                sink.write(left);
            }
            remove(line);
        }
    }

    private byte[] first() throws InterruptedException {
        lock.lock();
        try {
            while (lines.isEmpty() && !finished) {
                changed.await();
            }
            return lines.peek();
        } finally {
            lock.unlock();
        }
    }

    /** A line counts until it is sent. */
    private void remove(byte[] line) {
        lock.lock();
        try {
            if (lines.remove(line)) {
                count(-line.length);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that wait. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private void count(long more) {
        bytes += more;
        total.addAndGet(more);
    }
}
