package io.viaduct.api.memory;

import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** The process's regions. Control threads only; a call may block while pages are mapped. */
@ProviderType
public interface Memory {
    /**
     * Maps a zeroed region.
     *
     * @param name unique; names of bundles are their symbolic name and a slash
     * @param bytes 1 to what the machine has; rounded up to the page size
     * @throws IOException when the name is taken or the kernel refuses
     */
    Region allocate(String name, long bytes) throws IOException;

    /** The region of that name, or null: how a new instance finds what its predecessor left. */
    Region find(String name);

    /**
     * Unmaps a region once every reactor has acknowledged and no lease is held. Until then it is
     * listed as departing; its name is free when the stage completes.
     */
    CompletionStage<Void> free(Region region);

    /** Tells of regions that come and go. */
    MemoryMap map();
}
