package io.viaduct.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes new connections. Reactor thread: the one on which the connection will live. */
@ConsumerType
@FunctionalInterface
public interface StreamAcceptor {
    /**
     * A host has connected. The handler is attached before this returns, or the stream closed.
     *
     * @param listener what {@link StreamListener#address} says
     */
    void accepted(StreamLayer stream, TransportId listener);
}
