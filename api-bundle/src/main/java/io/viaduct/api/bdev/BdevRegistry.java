package io.viaduct.api.bdev;

import io.viaduct.api.rpc.RpcException;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;

/**
 * The devices of this process. A service of bundle scope: what is registered or opened through it
 * belongs to the bundle that got it. Control threads.
 */
@ProviderType
public interface BdevRegistry {
    /**
     * Makes a device known by its name, aliases and UUID.
     *
     * @throws RpcException -17 when one of them is taken, -22 when one is malformed
     */
    BdevRegistration register(Bdev bdev) throws RpcException;

    /** The device with this name, alias or UUID, or null. */
    Bdev find(String name);

    /** What the device with this name, alias or UUID is called; the same where there is none. */
    default String nameOf(String any) {
        Bdev bdev = find(any);
        return bdev == null ? any : bdev.name();
    }

    /** All devices in the order of registration. */
    Collection<Bdev> bdevs();

    /**
     * Opens a device for I/O.
     *
     * @param write whether the user will write; a device claimed by another cannot be written
     * @throws RpcException -19 when there is none, -1 (EPERM) when a claim forbids it
     */
    BdevDescriptor open(String name, boolean write, BdevEvents events) throws RpcException;
}
