package org.example.viaduct.lz4;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Management of LZ4 disks: by JSON-RPC, in the shell, and in configuration files. */
@Component(service = RpcMethods.class)
public final class Lz4Methods implements RpcMethods {
    private static final int BLOCK_SIZE = 4096;
    private static final int MIB_SHIFT = 20;
    private static final long MEMORY_MIB_MAX = 1 << 18;

    private final Lz4Module module;

    /** The methods over the module. */
    @Activate
    public Lz4Methods(@Reference Lz4Module module) {
        this.module = module;
    }

    /** The disk to make. What is filled in here is what is saved. */
    public static final class Create {
        @RpcParam(value = "Name", required = true, example = "Lz0")
        public String name;

        @RpcParam(value = "Blocks, at least 1", required = true, example = "262144")
        public long num_blocks;

        @RpcParam("Bytes of a block, compressed by itself: a power of two from 512 to 65536")
        public long block_size = BLOCK_SIZE;

        @RpcParam("Most memory that the blocks may take, MiB; as much as they could need without")
        public long memory_mb;

        @RpcParam("Identity; a new one without")
        public UUID uuid;
    }

    /** Makes a disk and returns its name. */
    @RpcMethod(value = "bdev_lz4_create", description = "Create a compressed RAM disk.")
    public String create(Create disk) throws RpcException {
        if (disk.memory_mb < 0 || disk.memory_mb > MEMORY_MIB_MAX) {
            throw Errno.outOfRange("memory_mb", disk.memory_mb);
        }
        disk.uuid = Bdev.identity(disk.uuid);
        try {
            Geometry shape = Geometry.of(Math.toIntExact(disk.block_size), disk.num_blocks);
            long bytes =
                    disk.memory_mb > 0
                            ? disk.memory_mb << MIB_SHIFT
                            : Cells.bytes(shape.blockSize(), shape.blockCount());
            module.create(disk.name, disk.uuid, shape, bytes);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Errno.EINVAL.refusal(e.getMessage());
        }
        return disk.name;
    }

    /** The disk to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true, example = "Lz0")
        public String name;
    }

    /** Deletes a disk and its content; answers when it is gone. */
    @RpcMethod(value = "bdev_lz4_delete", description = "Delete a compressed RAM disk.")
    public CompletionStage<Boolean> delete(Delete disk) throws RpcException {
        disk.name = module.nameOf(disk.name);
        return module.delete(disk.name).thenApply(none -> true);
    }
}
