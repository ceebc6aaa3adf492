package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.dto.BdevDTO;
import io.viaduct.api.dto.IoTypesDTO;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A device as management shows it. */
final class BdevPage {
    // The one kind of claim there is: others may read, nobody else may write.
    private static final String EXCLUSIVE = "exclusive_write";

    private BdevPage() {}

    static BdevDTO of(BdevEntry entry) {
        Bdev bdev = entry.bdev();
        BdevDTO dto = new BdevDTO();
        List<String> aliases = new ArrayList<>(entry.names());
        aliases.remove(bdev.name());
        dto.name = bdev.name();
        dto.aliases = aliases;
        dto.product_name = bdev.productName();
        dto.uuid = bdev.uuid().toString();
        shape(dto, entry.geometry());
        dto.assigned_rate_limits = entry.settings().limits().page();
        dto.claimed = entry.claim() != null;
        dto.claim_type = dto.claimed ? EXCLUSIVE : null;
        dto.supported_io_types = types(entry.operations(), entry.lends());
        dto.driver_specific = bdev.driverSpecific();
        return dto;
    }

    private static void shape(BdevDTO dto, Geometry shape) {
        int metadata = shape.metadataSize();
        dto.block_size = shape.blockSize() + (shape.metadataInterleaved() ? metadata : 0);
        dto.num_blocks = shape.blockCount();
        dto.preferred_write_alignment = shape.preferredWriteAlignment();
        dto.preferred_write_granularity = shape.preferredWriteGranularity();
        dto.optimal_write_size = shape.optimalWriteSize();
        dto.preferred_unmap_alignment = shape.preferredUnmapAlignment();
        dto.preferred_unmap_granularity = shape.preferredUnmapGranularity();
        if (metadata > 0) {
            dto.md_size = metadata;
            dto.md_interleave = shape.metadataInterleaved();
            dto.dif_type = shape.protection();
        }
    }

    private static IoTypesDTO types(Set<BdevOp> operations, boolean lends) {
        IoTypesDTO types = new IoTypesDTO();
        types.read = operations.contains(BdevOp.READ);
        types.write = operations.contains(BdevOp.WRITE);
        types.unmap = operations.contains(BdevOp.UNMAP);
        types.flush = operations.contains(BdevOp.FLUSH);
        types.reset = operations.contains(BdevOp.RESET);
        types.write_zeroes = operations.contains(BdevOp.WRITE_ZEROES);
        types.zcopy = lends;
        types.compare = operations.contains(BdevOp.COMPARE);
        types.compare_and_write = operations.contains(BdevOp.COMPARE_AND_WRITE);
        types.copy = operations.contains(BdevOp.COPY);
        types.write_uncorrectable = operations.contains(BdevOp.WRITE_UNCORRECTABLE);
        return types;
    }
}
