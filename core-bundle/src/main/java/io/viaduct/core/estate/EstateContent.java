package io.viaduct.core.estate;

import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.Region;
import io.viaduct.linux.Descriptor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What an estate holds. Guarded by its estate. */
final class EstateContent {
    private final String estate;
    private final Memory memory;
    private final Map<String, Region> regions = new LinkedHashMap<>();
    private final Map<String, Integer> descriptors = new LinkedHashMap<>();
    private byte[] bytes = {};

    EstateContent(String estate, Memory memory) {
        this.estate = estate;
        this.memory = memory;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int byteCount() {
        return bytes.length;
    }

    void bytes(byte[] content) {
        if (content.length > Estates.BYTES_MAX) {
            throw new IllegalArgumentException(
                    estate + ": " + content.length + " bytes, at most " + Estates.BYTES_MAX);
        }
        bytes = content.clone();
    }

    Region region(String part) {
        return regions.get(part);
    }

    Region addRegion(String part, long size) throws IOException {
        checkPart(part);
        if (regions.containsKey(part)) {
            throw new IOException(estate + " has a region " + part + " already");
        }
        if (regions.size() == Estates.REGIONS_MAX) {
            throw new IOException(estate + " has " + Estates.REGIONS_MAX + " regions already");
        }
        Region region = memory.allocate(estate + "/" + part, size);
        regions.put(part, region);
        return region;
    }

    int descriptor(String part) {
        return descriptors.getOrDefault(part, -1);
    }

    void descriptor(String part, int descriptor) {
        checkPart(part);
        boolean added = !descriptors.containsKey(part);
        if (added && descriptors.size() == Estates.DESCRIPTORS_MAX) {
            throw new IllegalArgumentException(
                    estate + " has " + Estates.DESCRIPTORS_MAX + " descriptors already");
        }
        Integer before = descriptors.put(part, descriptor);
        if (before != null && before != descriptor) {
            Descriptor.close(before);
        }
    }

    private void checkPart(String part) {
        if (!EstateNames.isValid(part, Estates.PART_LENGTH_MAX)) {
            throw new IllegalArgumentException(estate + ": malformed name \"" + part + "\"");
        }
    }

    Map<String, Region> regions() {
        return regions;
    }

    List<String> descriptors() {
        return List.copyOf(descriptors.keySet());
    }

    /** Closes the descriptors. */
    void closeDescriptors() {
        descriptors.values().forEach(Descriptor::close);
        descriptors.clear();
    }

    /** Gives everything up; done when the regions are unmapped. */
    CompletableFuture<Void> clear() {
        closeDescriptors();
        bytes = new byte[0];
        List<CompletableFuture<Void>> unmapped = new ArrayList<>();
        for (Region region : regions.values()) {
            unmapped.add(memory.free(region).toCompletableFuture());
        }
        regions.clear();
        return CompletableFuture.allOf(unmapped.toArray(CompletableFuture[]::new));
    }
}
