package io.viaduct.api.transport;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/**
 * A connection that another instance of the transport has handed over, see {@link Transport#adopt}.
 * Reactor thread.
 */
@ProviderType
public interface Adoption {
    /** What a request waits for. */
    enum Stage {
        /** Begun and not admitted: {@link TransportQpair#onAdmitted} follows. */
        ADMITTING,
        /** The transport moves the host's data, then executes. */
        MOVING,
        /** The core has it: {@link TransportQpair#onComplete} follows. */
        EXECUTING,
        /** Complete: the transport sends its answer, then frees it. */
        COMPLETE
    }

    /** Of the format of {@link #state}. */
    int version();

    /** What {@link Handover#ready} was given; a copy. */
    byte[] state();

    /** The connection; null where there is no stream. */
    StreamLayer stream();

    /** Where the host came in. */
    TransportId listener();

    /** Where it came from. */
    TransportId peer();

    /**
     * All requests, in the order in which they were handed over. Each needs {@link Request#attach}.
     */
    List<Request> requests();

    /**
     * What a request of {@link #requests} waited for when it was handed over. What has happened to
     * it since is told when the adoption is over.
     */
    Stage stage(int index);

    /**
     * Names the transport's end of the queue pair from now on.
     *
     * @return the core's end
     */
    Qpair attach(TransportQpair end);
}
