package io.viaduct.api.transport;

import io.viaduct.api.rpc.RpcException;

import org.osgi.annotation.versioning.ConsumerType;

import java.io.IOException;
import java.util.Map;

/** The transport of one target. Control strand only, but for {@link #adopt}. */
@ConsumerType
public interface Transport {
    /**
     * Its own options with the values in force, for nvmf_get_transports and saved configurations.
     */
    Map<String, Object> specific();

    /**
     * Starts to listen.
     *
     * @throws IOException when the address cannot be had; the message names it and why
     * @throws RpcException when the address is malformed for this transport
     */
    Listener listen(TransportId address) throws IOException, RpcException;

    /**
     * The transport specific address subtype of a discovery log entry, at most 256 bytes; the rest
     * is zero.
     */
    byte[] tsas(TransportId address);

    /**
     * Goes on with a connection where another instance of this transport has left it. The options
     * are those it was made with. Reactor thread: the one of the connection.
     *
     * <p>On yes, every request has an attachment of this transport, and the end of the queue pair
     * and the stream's handler are named; events follow when the call has returned. On no, nothing
     * is kept, and the core closes the connection: state of another version, or that does not make
     * sense, is a no.
     */
    default boolean adopt(Adoption connection) {
        return false;
    }

    /** All listeners are stopped and all qpairs are gone or handed over: gives up what is left. */
    void close();

    /** Something that accepts hosts. Control strand only. */
    @ConsumerType
    interface Listener {
        /** Where it listens; a port of 0 has been replaced by the real one. */
        TransportId address();

        /** Stops accepting. Connections live on: the core disconnects them where it wants that. */
        void stop();
    }
}
