package io.viaduct.api.memory;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A reactor's share of the I/O buffers. A request that finds none waits in line; nobody overtakes.
 * Reactor thread only. Buffers outlive connections and bundles.
 */
@ProviderType
public interface BufferPool {
    /**
     * Gives buffers for {@link BufferWaiter#bufferBytes()} bytes, now or later.
     *
     * @return true when the waiter's list is filled; false when it waits: {@link
     *     BufferWaiter#onBuffers()} is called exactly once, unless {@link #cancel} comes first
     */
    boolean acquire(BufferWaiter waiter);

    /** As {@link #acquire}, but never waits: false when it would have to. */
    boolean tryAcquire(BufferWaiter waiter);

    /** Takes a waiter out of the line. False when it was not in it. */
    boolean cancel(BufferWaiter waiter);

    /**
     * Takes back every buffer of a list that {@link #acquire} filled, and clears it. Waiters at the
     * head of the line may be served before this returns.
     */
    void release(SegmentList buffers);

    /** The most bytes one waiter may ask for. */
    int bytesMax();

    /** Entries that a list for so many bytes needs. Any thread. */
    int entries(int bytes);

    /** How many buffers there are of the size that so many bytes are given. Any thread. */
    int count(int bytes);
}
