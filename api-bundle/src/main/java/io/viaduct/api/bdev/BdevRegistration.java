package io.viaduct.api.bdev;

import org.osgi.annotation.versioning.ProviderType;

import java.util.concurrent.CompletionStage;

/**
 * A module's hold on a device it has registered. Control threads; {@link #lost} from any thread.
 */
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
     * Begins to take the device away, without waiting: its users are told and give it up. The stage
     * completes on the control strand when no reactor has a channel, an I/O or a reference of it
     * any more; the module can then let go of everything. A second call returns the same stage, and
     * the first cause stands. This is what a management method uses, because it must not hold the
     * strand.
     */
    CompletionStage<Void> depart(Departure cause);

    /**
     * As {@link #depart}, and waits for it, up to the drain deadline. What is overdue then is
     * counted and ends by itself when it is given back. Not on a reactor.
     */
    void close(Departure cause);

    /** Reports the loss of the medium from any thread, also a reactor's; the close follows. */
    void lost();
}
