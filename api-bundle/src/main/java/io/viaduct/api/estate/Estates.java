package io.viaduct.api.estate;

import io.viaduct.api.rpc.RpcException;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The estates of this process. A service of bundle scope: what is created or adopted through it is
 * in use by the bundle that got it, until that releases or discards it, or lets go of the service.
 * An estate that nobody uses stays, also when its bundle is uninstalled, until a bundle adopts it
 * or an administrator discards it. Control threads; nothing here waits for another bundle.
 */
@ProviderType
public interface Estates {
    /** Characters of an estate's name: printable ASCII. */
    int NAME_LENGTH_MAX = 128;

    /** Characters of the name of a region or a descriptor: printable ASCII. */
    int PART_LENGTH_MAX = 64;

    /** Estates that there may be: more than the devices that a process has. */
    int ESTATES_MAX = 1 << 16;

    /** Bytes that an estate keeps beside its regions. */
    int BYTES_MAX = 1 << 20;

    /** Regions of an estate. */
    int REGIONS_MAX = 64;

    /** Descriptors of an estate. */
    int DESCRIPTORS_MAX = 1024;

    /**
     * Makes an estate without content.
     *
     * @param name unique; the bundle's symbolic name, a slash, and what the bundle likes
     * @param version of the content's form; 0 or more
     * @throws RpcException -17 when the name is taken, -22 when it is malformed, -28 when there are
     *     {@link #ESTATES_MAX}
     */
    Estate create(String name, int version) throws RpcException;

    /**
     * Takes over what an earlier instance has left.
     *
     * @param version that the caller understands
     * @return null when there is no estate of that name
     * @throws RpcException -16 when a bundle, also this one, uses it, -22 when it has another
     *     version; it stays as it is
     */
    Estate adopt(String name, int version) throws RpcException;

    /** The version of an estate, used or not; -1 when there is none of that name. */
    int versionOf(String name);
}
