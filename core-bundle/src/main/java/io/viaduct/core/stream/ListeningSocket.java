package io.viaduct.core.stream;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;

import java.io.IOException;

/**
 * A listening socket that can outlive who accepts from it. While it is suspended hosts can connect;
 * they wait. Control strand.
 */
public interface ListeningSocket extends StreamListener {
    /** Accepts nothing more. The acceptor is not called after the call has returned. */
    void suspend();

    /**
     * Accepts again, for somebody else, those first who have waited.
     *
     * @param handlerOwner in whose name the acceptor is called
     * @throws IOException when that is refused; it stays suspended
     */
    void resume(StreamOptions options, Owner handlerOwner, StreamAcceptor acceptor)
            throws IOException;
}
