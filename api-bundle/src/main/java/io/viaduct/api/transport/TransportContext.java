package io.viaduct.api.transport;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;

import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.util.List;

/** What the core gives to a transport. */
@ProviderType
public interface TransportContext {
    /** In whose name the transport works. Any thread. */
    Owner owner();

    /** All reactors. Any thread. */
    List<Reactor> reactors();

    /** The process's regions. Any thread but a reactor's. */
    Memory memory();

    /**
     * Opens a listening TCP socket that belongs to the base. Connections are spread over the
     * reactors, the least loaded first. Control strand.
     *
     * @throws IOException when the address cannot be had; the message names it and why
     */
    StreamListener listen(TransportId address, StreamOptions options, StreamAcceptor acceptor)
            throws IOException;

    /**
     * Makes the core's end of a new queue pair. Reactor thread; the queue pair lives there.
     *
     * @param listener where the host came in
     * @param peer where it came from
     * @param transportQpair the transport's end
     * @param hostMemory whether the transport resolves data to memory of its own or the host's
     *     (PCIe, vfio-user), instead of being given buffers
     */
    Qpair open(
            Reactor reactor,
            TransportId listener,
            TransportId peer,
            TransportQpair transportQpair,
            boolean hostMemory);
}
