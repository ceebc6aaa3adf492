package io.viaduct.api.bdev;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;

import org.osgi.annotation.versioning.ProviderType;

/** What a channel may use. Reactor thread. */
@ProviderType
public interface ChannelContext {
    /**
     * The reactor that owns the channel. That of an isolated module serves it alone and has no I/O
     * buffers.
     */
    Reactor reactor();

    /** In whose name the channel starts operations: its module. */
    Owner owner();

    /** The channel takes I/O again after {@link BdevChannel#BUSY}. Not from inside submit. */
    void ready();
}
