package io.viaduct.linux.engine;

import io.viaduct.linux.Errno;
import io.viaduct.linux.EventDescriptor;
import io.viaduct.linux.Files;
import io.viaduct.linux.SystemCallException;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The threads that wait for the disk where the kernel has no io_uring. Operations go there by a
 * ring and come back by a list, both without locks and without allocation; a kernel semaphore
 * counts those that wait for a worker.
 */
final class FileWorkers implements AutoCloseable {
    /** As many as a disk's queue that is worth having, and no burden where it idles. */
    private static final int THREADS = 4;

    private static final long JOIN_MILLIS = 1000;

    private final Wakeup wakeup;
    private final EventDescriptor waiting = EventDescriptor.semaphore();
    private final AtomicReferenceArray<Operation> ring;
    private final int mask;
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicReference<Operation> done = new AtomicReference<>();
    private final Thread[] threads = new Thread[THREADS];

    /**
     * @param operations the most that are here at a time
     * @param wakeup of the engine that asks for the results
     */
    FileWorkers(int operations, Wakeup wakeup) throws SystemCallException {
        this.wakeup = wakeup;
        int capacity = Integer.highestOneBit(operations * 2 - 1);
        ring = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** Has an operation done. Engine thread. */
    void give(Operation op) {
        if (threads[0] == null) {
            startThreads();
        }
        long index = given.get();
        ring.set((int) index & mask, op);
        given.set(index + 1);
        waiting.signal();
    }

    /** What is done, the latest first, linked by {@code next}; null when nothing is. */
    Operation takeDone() {
        return done.get() == null ? null : done.getAndSet(null);
    }

    private void startThreads() {
        for (int i = 0; i < THREADS; i++) {
            threads[i] =
                    Thread.ofPlatform().name("viaduct-file-" + i).daemon(true).start(this::work);
        }
    }

    private void work() {
        while (true) {
            if (waiting.take() < 0) {
                continue;
            }
            Operation op = claim();
            if (op == null) {
                return;
            }
            op.result = op.cancelled ? -Errno.ECANCELED : perform(op);
            do {
                op.next = done.get();
            } while (!done.compareAndSet(op.next, op));
            wakeup.call();
        }
    }

    /**
     * The oldest operation, which is this thread's from here on; null when the semaphore has
     * counted an end. It is read before it is claimed: a place is written again only after it has
     * been, so that who reads a newer one there claims in vain.
     */
    private Operation claim() {
        while (true) {
            long index = taken.get();
            if (index == given.get()) {
                return null;
            }
            Operation op = ring.get((int) index & mask);
            if (taken.compareAndSet(index, index + 1)) {
                return op;
            }
        }
    }

    private static int perform(Operation op) {
        int result;
        do {
            result =
                    switch (op.kind) {
                        case READ -> Files.read(op.descriptor, op.address, op.length, op.offset);
                        case WRITE -> write(op);
                        case SYNC -> Files.sync(op.descriptor, op.flags != 0);
                        case ZERO -> Files.allocate(op.descriptor, op.flags, op.offset, op.address);
                        default -> throw new IllegalStateException("no file operation: " + op.kind);
                    };
        } while (result == -Errno.EINTR);
        return result;
    }

    private static int write(Operation op) {
        return Files.write(op.descriptor, op.address, op.length, op.offset, op.flags != 0);
    }

    /** Ends the threads, each by a turn without an operation. Engine thread, with nothing here. */
    @Override
    public void close() {
        if (threads[0] == null) {
            waiting.close();
            return;
        }
        waiting.signal(THREADS);
        boolean ended = true;
        for (Thread thread : threads) {
            try {
                ended &= thread.join(java.time.Duration.ofMillis(JOIN_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ended = false;
            }
        }
        if (ended) {
            waiting.close();
        }
    }
}
