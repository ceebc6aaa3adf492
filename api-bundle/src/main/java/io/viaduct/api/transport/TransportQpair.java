package io.viaduct.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** The transport's end of a queue pair. Called on its reactor. */
@ConsumerType
public interface TransportQpair {
    /**
     * A request that {@link Request#begin} answered with {@link Request#WAIT} goes on: ask {@link
     * Request#next}. Not from inside begin.
     */
    void onAdmitted(Request request);

    /**
     * A request is complete: send its data, if any, and its completion queue entry, then free it.
     * May come from inside {@link Request#execute}.
     */
    void onComplete(Request request);

    /**
     * The core wants this connection gone: keep alive, reset, removal. Follows with disconnected.
     */
    void disconnect(String why);
}
