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

    /**
     * The transport leaves and another instance may go on with this connection. The end stops
     * receiving at the next boundary of the wire, sends nothing new, waits until the memory of what
     * it has sent is released, and calls {@link Handover#ready}. A {@link #disconnect} that comes
     * before that takes the place of the handover. A connection that does not come to rest in time
     * is disconnected.
     */
    default void handOver(Handover to) {
        to.refuse("the transport cannot hand over connections");
    }
}
