package io.viaduct.api.bdev;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device's end on one reactor. All calls come on that reactor's thread; none may block, allocate
 * per I/O, log per I/O or throw for a failed I/O.
 */
@ConsumerType
public interface BdevChannel {
    /** The I/O is done; its status is in the {@link BdevIo}, and complete is not called. */
    int DONE = 0;

    /**
     * {@link BdevIo#complete} follows exactly once, on the same reactor, not from inside submit.
     */
    int PENDING = 1;

    /**
     * The channel has not kept the I/O. It owes exactly one {@link ChannelContext#ready()} after
     * one or more BUSY answers; the caller then submits again, in order.
     */
    int BUSY = 2;

    /** Takes one I/O: {@link #DONE}, {@link #PENDING} or {@link #BUSY}. */
    int submit(BdevIo io);

    /** The segments lent with a READ are no longer in use. Only after a successful lend. */
    default void release(BdevIo io) {}

    /**
     * The host does not want a PENDING I/O any more. A device that can end it early completes it
     * with Command Abort Requested, from inside this call, and answers true; any other goes on. One
     * that the device does not have, or not yet, is not its business either.
     */
    default boolean abort(BdevIo io) {
        return false;
    }

    /** No I/O is left and none will come: gives up what the channel holds. */
    void close();
}
