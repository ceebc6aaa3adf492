package io.viaduct.api.bdev;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcException;
import org.osgi.annotation.versioning.ProviderType;

/** A user's hold on a device. Control threads, but for {@link #channel}. */
@ProviderType
public interface BdevDescriptor extends AutoCloseable {
    /** The device. */
    Bdev bdev();

    /** This user's channel on the reactor that calls; opened at the first call. Reactor thread. */
    IoChannel channel(Reactor reactor);

    /**
     * Claims the device so that nobody else can write it.
     *
     * @param by who, for people and RPC
     * @throws RpcException -1 (EPERM) when it is claimed already
     */
    void claim(String by) throws RpcException;

    /** Ends the use: waits for I/O in flight, closes the channels, gives up the claim. */
    @Override
    void close();
}
