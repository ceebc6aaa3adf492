package io.viaduct.api.transport;

import org.osgi.annotation.versioning.ProviderType;

/** A listening socket of the base. Control strand. */
@ProviderType
public interface StreamListener extends AutoCloseable {
    /** Where it listens, with the real port. */
    TransportId address();

    /** Stops listening. The acceptor is not called after the call has returned. */
    @Override
    void close();
}
