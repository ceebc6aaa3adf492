package io.viaduct.core.stream;

import io.viaduct.api.memory.Native;
import io.viaduct.api.transport.StreamHandler;

/**
 * The bytes between a wire and a handler, in order: what has arrived and is not consumed, the
 * directed receive under way, and whether the handler has paused. Every stream has one, so that all
 * kinds of wire behave the same. Reactor thread.
 */
public final class Inflow {
    /** Whoever lent the memory in which bytes arrived. */
    @FunctionalInterface
    public interface Lender {
        /** The bytes are consumed or dropped. */
        void release(int buffer);
    }

    private final Lender lender;
    private final ChunkRing held = new ChunkRing();
    private long directAddress;
    private int directLength;
    private int directLeft;
    private boolean directOwed;
    private boolean paused;
    private boolean delivering;
    private boolean stopped;

    public Inflow(Lender lender) {
        this.lender = lender;
    }

    /** Bytes have arrived; they stay where they are until the lender gets them back. */
    public void arrived(long address, int length, int buffer) {
        if (stopped) {
            lender.release(buffer);
        } else {
            held.add(address, length, buffer);
        }
    }

    /** The next {@code length} bytes go to {@code address}. A pause ends. */
    public void direct(long address, int length) {
        if (directLeft > 0 || directOwed || length < 1) {
            throw new IllegalStateException("directed receive of " + length + " bytes refused");
        }
        directAddress = address;
        directLength = length;
        directLeft = length;
        paused = false;
    }

    /** The directed receive ends as it is. How many bytes have come to it. */
    public int withdraw() {
        if (directLeft == 0 && !directOwed) {
            throw new IllegalStateException("no receive is directed");
        }
        int filled = directLength - directLeft;
        directLeft = 0;
        directOwed = false;
        return filled;
    }

    /** Bytes have arrived in the directed memory by themselves; nothing is held. */
    public void arrivedDirect(int length) {
        assert held.isEmpty() && length <= directLeft;
        filled(length);
    }

    /** Where the next byte of the directed receive goes. */
    public long directAddress() {
        return directAddress;
    }

    /** Bytes missing from the directed receive, 0 when there is none. */
    public int directLeft() {
        return directLeft;
    }

    /** Lent buffers with bytes that are not consumed. */
    public int held() {
        return held.count();
    }

    /** Moves what is held to memory of its own, so that the lender gets its buffers back. */
    void spill(SpilledBytes spilled) {
        for (int i = 0; i < held.count(); i++) {
            int buffer = held.buffer(i);
            if (!SpilledBytes.owns(buffer)) {
                int moved = spilled.store(held.address(i), held.length(i));
                held.move(i, spilled.address(moved), moved);
                lender.release(buffer);
            }
        }
    }

    /** The handler is offered what it left. */
    public void resume() {
        paused = false;
    }

    /**
     * Delivers what can be delivered. Does nothing from inside itself: the outer call goes on.
     * Whatever the handler throws comes out of here; the stream is then to be ended.
     */
    public void deliver(StreamHandler handler) {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (!stopped && step(handler)) {
                continue;
            }
        } finally {
            delivering = false;
            if (stopped) {
                releaseAll();
            }
        }
    }

    /** Whether there is neither a directed receive nor a call of the handler. */
    public boolean isAtRest() {
        return directLeft == 0 && !directOwed && !delivering;
    }

    /** Whether a call of the handler is under way. */
    public boolean delivering() {
        return delivering;
    }

    /** Delivers nothing more and drops what is held, once the handler is not using it. */
    public void stop() {
        stopped = true;
        if (!delivering) {
            releaseAll();
        }
    }

    private boolean step(StreamHandler handler) {
        if (directOwed) {
            directOwed = false;
            handler.onDirected();
            return true;
        }
        if (held.isEmpty() || paused) {
            return false;
        }
        if (directLeft > 0) {
            int take = Math.min(directLeft, held.length());
            Native.copy(held.address(), directAddress, take);
            consume(take);
            filled(take);
        } else {
            offer(handler);
        }
        return true;
    }

    private void offer(StreamHandler handler) {
        int length = held.length();
        int taken = handler.onBytes(held.address(), length);
        if (taken < 0 || taken > length) {
            throw new IllegalStateException("handler consumed " + taken + " of " + length);
        }
        consume(taken);
        paused = taken < length && directLeft == 0;
    }

    private void consume(int bytes) {
        if (held.take(bytes)) {
            lender.release(held.remove());
        }
    }

    private void filled(int bytes) {
        directAddress += bytes;
        directLeft -= bytes;
        directOwed = directLeft == 0;
    }

    private void releaseAll() {
        while (!held.isEmpty()) {
            lender.release(held.remove());
        }
    }
}
