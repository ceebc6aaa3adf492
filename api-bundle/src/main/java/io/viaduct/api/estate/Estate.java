package io.viaduct.api.estate;

import io.viaduct.api.memory.Region;

import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An estate in the hands of the bundle that uses it. Control threads. All methods but {@link
 * #release} and {@link #name} throw {@link IllegalStateException} once it has been released or
 * discarded.
 */
@ProviderType
public interface Estate {
    /** Unique among the estates of the process. */
    String name();

    /** Version of the content's form. */
    int version();

    /** The content has another form from now on. */
    void version(int next);

    /** A copy of the bytes that were kept last; none at first. */
    byte[] bytes();

    /**
     * Keeps a copy of these bytes instead of those before.
     *
     * @throws IllegalArgumentException when they are more than {@link Estates#BYTES_MAX}
     */
    void bytes(byte[] content);

    /** The region of that name, or null. It is the estate's: never freed by its user. */
    Region region(String part);

    /**
     * Maps a zeroed region, which goes with the estate.
     *
     * @param part its name within the estate
     * @param bytes 1 to what the machine has; rounded up to the page size
     * @throws IOException when the name is taken, there are {@link Estates#REGIONS_MAX}, or the
     *     kernel refuses
     */
    Region addRegion(String part, long bytes) throws IOException;

    /** The descriptor of that name, or -1. It is the estate's: never closed by its user. */
    int descriptor(String part);

    /**
     * Gives a descriptor to the estate, which closes it when it is discarded, and closes the one
     * that had this name before.
     *
     * @param part its name within the estate
     * @throws IllegalArgumentException when the name is malformed or there are {@link
     *     Estates#DESCRIPTORS_MAX}; the descriptor is then still the caller's
     */
    void descriptor(String part, int descriptor);

    /** Names of the descriptors in the order in which they came. */
    List<String> descriptors();

    /** Leaves it to the next instance, as it is; does nothing when that is done already. */
    void release();

    /**
     * Gives up the content: bytes are dropped, descriptors closed, regions unmapped once no reactor
     * uses them. The name is free when the stage completes, on the control strand.
     */
    CompletionStage<Void> discard();
}
