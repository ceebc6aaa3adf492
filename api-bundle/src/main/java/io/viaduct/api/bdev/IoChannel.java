package io.viaduct.api.bdev;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How I/O reaches a device from above: from a namespace or from a stacked device. Parks what the
 * device cannot take, splits what it must not see whole, emulates what it lacks. Reactor thread.
 */
@ProviderType
public interface IoChannel {
    /**
     * Submits an I/O: {@link BdevChannel#DONE} with the status in it, or {@link
     * BdevChannel#PENDING}, after which its completion is called exactly once.
     */
    int submit(BdevIo io);

    /** Gives back what a READ was lent. */
    void release(BdevIo io);

    /**
     * Ends an I/O that was PENDING early, where it waits for the device or the device can. True
     * when it has been completed with Command Abort Requested, inside this call.
     */
    default boolean abort(BdevIo io) {
        return false;
    }

    /** I/O submitted and not completed. */
    int inFlight();
}
