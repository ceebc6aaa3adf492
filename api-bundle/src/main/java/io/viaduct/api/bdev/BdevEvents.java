package io.viaduct.api.bdev;

import org.osgi.annotation.versioning.ConsumerType;

/** What the user of a device is told. Control strand. */
@ConsumerType
public interface BdevEvents {
    /** The device has a new geometry. */
    default void resized(Bdev bdev) {}

    /**
     * The device goes. The user stops submitting and ends its descriptor, before it returns or
     * later; the departure waits for that. If this throws, the core ends the descriptor.
     */
    void removed(Bdev bdev, BdevRegistration.Departure cause);
}
