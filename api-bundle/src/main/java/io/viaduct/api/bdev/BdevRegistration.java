package io.viaduct.api.bdev;

import org.osgi.annotation.versioning.ProviderType;

/** A module's hold on a device it has registered. Control threads; {@link #lost} from any thread. */
@ProviderType
public interface BdevRegistration {
    /** Why a device goes, which decides what its users see. */
    enum Departure {
        /** The administrator deletes it: forgotten. */
        DELETED,
        /** Its module is stopped, updated or uninstalled: held for a while, then waiting. */
        MODULE_LEAVING,
        /** The medium is gone: I/O in flight fails, the device waits for its return. */
        DEVICE_LOST
    }

    /** The device now has another shape, which {@link Bdev#geometry} already returns. */
    void resized();

    /**
     * Takes the device away. Returns when no reactor has a channel, an I/O or a reference of it any
     * more; the module can then let go of everything. A second call does nothing.
     */
    void close(Departure cause);

    /** Reports the loss of the medium from any thread, also a reactor's; the close follows. */
    void lost();
}
