package io.viaduct.api.transport;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/**
 * What a transport answers when it is to give a connection up without the host's notice, see {@link
 * TransportQpair#handOver}. One of the two methods, once. Reactor thread, and not from inside a
 * callback of the stream: the end of the cycle is early enough.
 */
@ProviderType
public interface Handover {
    /**
     * The connection is at rest: no receive is directed, no memory of a send is in use, no timer
     * runs. From now on the transport keeps nothing of it, neither stream nor queue pair nor
     * request.
     *
     * @param version of the format of {@code state}: another one is refused, not guessed at
     * @param state all that {@link Transport#adopt} needs beside the requests; the core's from now
     *     on
     * @param stream the connection, or null where there is no stream
     * @param requests all that were taken and are not freed, in an order that {@code state} may
     *     refer to
     */
    void ready(int version, byte[] state, StreamLayer stream, List<Request> requests);

    /** The connection cannot be handed over: {@link TransportQpair#disconnect} follows. */
    void refuse(String why);
}
