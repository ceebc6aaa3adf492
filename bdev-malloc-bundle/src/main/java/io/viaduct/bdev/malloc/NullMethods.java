package io.viaduct.bdev.malloc;

import static io.viaduct.bdev.malloc.DiskShape.blocks;
import static io.viaduct.bdev.malloc.DiskShape.refuseUnless;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcSupport;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Management of null disks. */
@Component(service = RpcMethods.class)
public final class NullMethods implements RpcMethods {
    private final NullModule module;

    /** The methods over the module. */
    @Activate
    public NullMethods(@Reference NullModule module) {
        this.module = module;
    }

    /** The disk to make. The UUID is filled in when it is not given. */
    public static final class Create {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;

        @RpcParam(
                value = "Bytes of a block: a power of two from 512 to 65536",
                required = true,
                example = "512")
        public long block_size;

        @RpcParam(value = "Blocks, at least 1", required = true, example = "131072")
        public long num_blocks;

        @RpcParam("Identity; a new one without")
        public UUID uuid;

        @RpcParam("Bytes written at once: a power of two from 512; a block without")
        public long physical_block_size;

        @RpcParam("Bytes of metadata after each block's data: 0, 8, 16, 32, 64 or 128")
        public int md_size;

        @RpcParam("Protection information type, 0 to 3")
        public int dif_type;

        @RpcParam(value = "Protection information format: 0", support = RpcSupport.PARTLY)
        public int dif_pi_format;

        @RpcParam("Whether protection information leads the metadata, instead of ending it")
        public boolean dif_is_head_of_md;

        @RpcParam("Preferred write granularity, blocks")
        public long preferred_write_granularity;

        @RpcParam("Preferred write alignment, blocks")
        public long preferred_write_alignment;

        @RpcParam("Optimal write size, blocks")
        public long optimal_write_size;

        @RpcParam("Preferred unmap granularity, blocks")
        public long preferred_unmap_granularity;

        @RpcParam("Preferred unmap alignment, blocks")
        public long preferred_unmap_alignment;
    }

    /** Makes a null disk and returns its name. */
    @RpcMethod(
            value = "bdev_null_create",
            description = "Create a block device that keeps nothing and reads as zeroes.")
    public String create(Create disk) throws RpcException {
        Geometry plain =
                DiskShape.withMetadata(
                        DiskShape.of(disk.block_size, disk.num_blocks, disk.physical_block_size),
                        disk.md_size,
                        disk.dif_type,
                        disk.dif_is_head_of_md);
        refuseUnless(disk.dif_pi_format == 0, "dif_pi_format", disk.dif_pi_format);
        Geometry shape =
                plain.withPreferences(
                        blocks(disk.preferred_write_granularity, "preferred_write_granularity"),
                        blocks(disk.preferred_write_alignment, "preferred_write_alignment"),
                        blocks(disk.optimal_write_size, "optimal_write_size"),
                        blocks(disk.preferred_unmap_granularity, "preferred_unmap_granularity"),
                        blocks(disk.preferred_unmap_alignment, "preferred_unmap_alignment"));
        disk.uuid = Bdev.identity(disk.uuid);
        module.create(disk.name, disk.uuid, shape);
        return disk.name;
    }

    /** The disk to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;
    }

    /** Deletes a null disk; answers when it is gone. */
    @RpcMethod(value = "bdev_null_delete", description = "Delete a null block device.")
    public CompletionStage<Boolean> delete(Delete disk) throws RpcException {
        disk.name = module.nameOf(disk.name);
        return module.delete(disk.name).thenApply(none -> true);
    }

    /** The disk to make larger. */
    public static final class Resize {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;

        @RpcParam(value = "New size, MiB", required = true, example = "128")
        public long new_size;
    }

    /** Makes a null disk larger. */
    @RpcMethod(value = "bdev_null_resize", description = "Make a null block device larger.")
    public boolean resize(Resize disk) throws RpcException {
        disk.name = module.nameOf(disk.name);
        module.resize(disk.name, disk.new_size);
        return true;
    }
}
