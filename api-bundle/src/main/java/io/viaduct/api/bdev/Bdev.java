package io.viaduct.api.bdev;

import org.osgi.annotation.versioning.ConsumerType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A block device as its module offers it. All methods but {@link #open} may be called by any
 * thread, answer at once and keep their answer, except that {@link #geometry} changes with a
 * resize.
 */
@ConsumerType
public interface Bdev {
    /** Unique name, 1 to 255 characters. */
    String name();

    /** Identity across restarts: the namespace identifier and the key of adoption. */
    UUID uuid();

    /** Whether a caller has given an identity: SPDK writes zeroes where there is none. */
    static boolean isIdentity(UUID given) {
        return given != null
                && (given.getMostSignificantBits() | given.getLeastSignificantBits()) != 0;
    }

    /** The identity that a caller has given, or a new one. */
    static UUID identity(UUID given) {
        return isIdentity(given) ? given : UUID.randomUUID();
    }

    /** Further unique names. */
    default List<String> aliases() {
        return List.of();
    }

    /** Kind of device for people, for instance "Malloc disk". */
    String productName();

    /** The shape that is valid now; a new one follows {@link BdevRegistration#resized}. */
    Geometry geometry();

    /** What the device does by itself. READ is always among it. */
    Set<BdevOp> operations();

    /** Whether a READ may be answered with the device's own memory, see {@link BdevIo#lendable}. */
    default boolean lends() {
        return false;
    }

    /**
     * Opens a channel for one reactor, on that reactor's thread, without blocking. The core closes
     * every channel before the device's registration is closed. A module that the core isolates has
     * one reactor on a thread of its own, and on it a channel for each reactor that uses the
     * device.
     *
     * @return the channel, or null when it cannot be had: I/O then fails with an internal error
     */
    BdevChannel open(ChannelContext context);

    /**
     * What only this kind of device knows, as a tree of JDK types, for RPC answers. Control strand;
     * the tree is read later, on any thread, so that it must not change afterwards.
     */
    default Map<String, Object> driverSpecific() {
        return Map.of();
    }
}
