package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A partition of another device. */
final class GptBdev extends VirtualBdev {
    private final UUID table;
    private final GptPartition partition;
    private final Geometry geometry;

    /** A partition of the table of that identity. */
    GptBdev(UUID table, GptPartition partition, BdevDescriptor below) {
        super(below.bdev().name() + "p" + partition.number(), partition.identity(), below);
        this.table = table;
        this.partition = partition;
        geometry = below.bdev().geometry().withBlockCount(partition.blocks());
    }

    @Override
    public String productName() {
        return "GPT Disk";
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public Map<String, Object> driverSpecific() {
        Map<String, Object> gpt = new LinkedHashMap<>();
        gpt.put("base_bdev", base().name());
        gpt.put("offset_blocks", partition.first());
        gpt.put("partition_table_guid", table.toString());
        gpt.put("partition_type_guid", partition.type().toString());
        gpt.put("unique_partition_guid", partition.identity().toString());
        gpt.put("partition_name", partition.label());
        return Map.of("gpt", gpt);
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new ForwardingChannel(below().channel(context.reactor()), partition.first());
    }
}
