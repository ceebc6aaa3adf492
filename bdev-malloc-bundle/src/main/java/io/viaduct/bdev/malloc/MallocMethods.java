package io.viaduct.bdev.malloc;

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

/** Management of RAM disks. */
@Component(service = RpcMethods.class)
public final class MallocMethods implements RpcMethods {
    private static final int ANY_NODE = -1;

    private final MallocModule module;

    /** The methods over the module. */
    @Activate
    public MallocMethods(@Reference MallocModule module) {
        this.module = module;
    }

    /** The disk to make. Name and UUID are filled in when they are not given. */
    public static final class Create {
        @RpcParam(value = "Name; Malloc0, Malloc1 and so on without", example = "Disk1")
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

        @RpcParam("Blocks that an I/O had better not cross; 0 for none")
        public long optimal_io_boundary;

        @RpcParam("Bytes of metadata of a block: 0, 8, 16, 32, 64 or 128")
        public int md_size;

        @RpcParam(
                value = "Whether metadata follows each block's data; true where there is some",
                support = RpcSupport.PARTLY)
        public boolean md_interleave;

        @RpcParam("Protection information type, 0 to 3")
        public int dif_type;

        @RpcParam("Whether protection information leads the metadata, instead of ending it")
        public boolean dif_is_head_of_md;

        @RpcParam("Bytes written at once: a power of two from 512; a block without")
        public long physical_block_size;

        @RpcParam(value = "Protection information format: 0", support = RpcSupport.PARTLY)
        public int dif_pi_format;

        @RpcParam(value = "Memory node: -1, any", support = RpcSupport.PARTLY)
        public int numa_id = ANY_NODE;
    }

    /** Makes a RAM disk and returns its name. */
    @RpcMethod(value = "bdev_malloc_create", description = "Create a block device in memory.")
    public String create(Create disk) throws RpcException {
        Geometry shape =
                DiskShape.of(disk.block_size, disk.num_blocks, disk.physical_block_size)
                        .withOptimalIoBoundary(
                                DiskShape.blocks(disk.optimal_io_boundary, "optimal_io_boundary"));
        shape = DiskShape.withMetadata(shape, disk.md_size, disk.dif_type, disk.dif_is_head_of_md);
        boolean apart = disk.md_size > 0 && !disk.md_interleave;
        refuseUnless(!apart, "md_interleave", disk.md_interleave);
        refuseUnless(disk.dif_pi_format == 0, "dif_pi_format", disk.dif_pi_format);
        refuseUnless(disk.numa_id == ANY_NODE, "numa_id", disk.numa_id);
        disk.uuid = Bdev.identity(disk.uuid);
        if (disk.name == null) {
            disk.name = module.nextName();
        }
        module.create(disk.name, disk.uuid, shape);
        return disk.name;
    }

    /** The disk to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;
    }

    /** Deletes a RAM disk and its content; answers when it is gone. */
    @RpcMethod(value = "bdev_malloc_delete", description = "Delete a block device in memory.")
    public CompletionStage<Boolean> delete(Delete disk) throws RpcException {
        disk.name = module.nameOf(disk.name);
        return module.delete(disk.name).thenApply(none -> true);
    }
}
