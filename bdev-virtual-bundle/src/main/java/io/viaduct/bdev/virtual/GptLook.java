package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.Geometry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Reads a device's partition table: where the first header or its entries are damaged, the second
 * ones at the end. Control strand.
 */
final class GptLook {
    private static final Logger LOG = System.getLogger(GptLook.class.getName());

    /** A table, and what of it is SPDK's. */
    record Table(UUID identity, List<GptPartition> partitions) {}

    private final BdevDescriptor device;
    private final int blockBytes;
    private final long blocks;

    /** At an open device. */
    GptLook(BdevDescriptor device) {
        this.device = device;
        Geometry shape = device.bdev().geometry();
        blockBytes = shape.blockBytes();
        blocks = shape.blockCount();
    }

    /** The table; null where there is none. Fails where none can be read. */
    CompletionStage<Table> table() {
        return device.read(0, 2).thenCompose(this::first);
    }

    private CompletionStage<Table> first(byte[] both) {
        if (!GptHeader.isProtected(both, blocks)) {
            return CompletableFuture.completedStage(null);
        }
        byte[] header = Arrays.copyOfRange(both, blockBytes, 2 * blockBytes);
        return table(header, GptHeader.PRIMARY).exceptionallyCompose(this::second);
    }

    private CompletionStage<Table> second(Throwable failure) {
        Throwable why = failure.getCause() == null ? failure : failure.getCause();
        String name = device.bdev().name();
        LOG.log(Level.WARNING, "the first partition table of " + name + ": " + why.getMessage());
        long last = blocks - 1;
        return device.read(last, 1).thenCompose(block -> table(block, last));
    }

    private CompletionStage<Table> table(byte[] block, long at) {
        try {
            GptHeader header = GptHeader.of(block, at, blocks);
            int count = Math.max(1, (header.entryBytes() + blockBytes - 1) / blockBytes);
            return device.read(header.entriesAt(), count)
                    .thenApply(entries -> partitions(header, entries));
        } catch (GptDamage e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static Table partitions(GptHeader header, byte[] entries) {
        try {
            return new Table(header.disk(), GptPartition.of(header, entries));
        } catch (GptDamage e) {
            throw new CompletionException(e);
        }
    }
}
