package io.viaduct.api.transport;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Reactor;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A byte stream between a connected socket and a transport's PDU machine. The socket and the bytes
 * received belong to the base, so that a connection can outlive the transport that serves it. Plain
 * TCP, TLS and the tests' wires are layers. Reactor thread only.
 *
 * <p>The handler is called from the reactor's loop, never from inside a call of this interface.
 * From the end of the connection on, before the handler hears of it, further calls do nothing.
 */
@ProviderType
public interface StreamLayer {
    /** The reactor on which the stream lives. */
    Reactor reactor();

    /** Our end. */
    TransportId local();

    /** The host's end. */
    TransportId peer();

    /**
     * Starts delivery to a handler; what has arrived meanwhile comes first. A second one takes the
     * place of the first where nothing is under way: no send that is not released, no directed
     * receive, no callback. What the first has left unconsumed comes again.
     */
    void attach(StreamHandler handler);

    /**
     * Delivery goes on after the handler has left bytes unconsumed: at the end of the current
     * cycle, never from inside this call, which may come from inside a callback.
     */
    void resume();

    /**
     * The next {@code length} bytes of the stream go straight to {@code address}; {@link
     * StreamHandler#onDirected} follows when all are there. From inside {@link
     * StreamHandler#onBytes} it takes effect behind the bytes that the call then says it consumed.
     * The memory is the stream's until onDirected or onClosed.
     */
    void receiveInto(long address, int length);

    /**
     * Takes back the memory of a directed receive of which onDirected has not been told. What has
     * come into it is consumed; what follows goes to {@link StreamHandler#onBytes} again.
     *
     * @return how many bytes have come, or -1 where the kernel writes to that memory at this
     *     moment: then the directed receive goes on
     */
    int withdraw();

    /**
     * Sends a list. One at a time: the next after {@link StreamHandler#onSent}. The list and what
     * it points to stay unchanged until {@link StreamHandler#onReleased}; sends are released in
     * order.
     */
    void send(SegmentList data);

    /**
     * Ends the connection; {@link StreamHandler#onClosed} follows when the kernel is done with it.
     */
    void close();
}
