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

    /** I/O submitted and not completed. */
    int inFlight();
}
