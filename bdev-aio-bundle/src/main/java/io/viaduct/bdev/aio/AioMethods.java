package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.Bdev;
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

/** Management of devices over files, by the names of SPDK's module for Linux AIO. */
@Component(service = RpcMethods.class)
public final class AioMethods implements RpcMethods {
    private final FileDisks disks;

    /** The methods over the module. */
    @Activate
    public AioMethods(@Reference AioModule module) {
        disks = module.disks();
    }

    /** The device to make. The UUID is filled in when it is not given. */
    public static final class Create {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;

        @RpcParam(
                value = "Path of a regular file or a block device, which is there",
                required = true,
                example = "/dev/sdb")
        public String filename;

        @RpcParam("Bytes of a block: a power of two from 512; a block device has its own")
        public long block_size;

        @RpcParam("Whether nothing is written")
        public boolean readonly;

        @RpcParam("Whether it unmaps, and zeroes without a transfer")
        public boolean fallocate;

        @RpcParam("Identity; a new one without")
        public UUID uuid;

        @RpcParam(
                value = "For block devices; the engine never waits on a reactor anyway",
                support = RpcSupport.STORED)
        public boolean nowait;
    }

    /** Makes a device of a file and returns its name. */
    @RpcMethod(
            value = "bdev_aio_create",
            description = "Create a block device of a file or a disk.")
    public String create(Create disk) throws RpcException {
        disk.uuid = Bdev.identity(disk.uuid);
        disks.create(
                disk.name,
                disk.uuid,
                new DiskOptions(
                        disk.filename,
                        disk.block_size,
                        disk.readonly,
                        disk.fallocate,
                        disk.nowait));
        return disk.name;
    }

    /** Which device. */
    public static final class Which {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;
    }

    /** Announces that the file has grown, or has gone. */
    @RpcMethod(
            value = "bdev_aio_rescan",
            description = "Look at the size of a block device of a file again.")
    public boolean rescan(Which disk) throws RpcException {
        disks.rescan(disk.name);
        return true;
    }

    /** Forgets a device; answers when its file is closed. */
    @RpcMethod(
            value = "bdev_aio_delete",
            description = "Delete a block device of a file; the file stays.")
    public CompletionStage<Boolean> delete(Which disk) throws RpcException {
        disk.name = disks.nameOf(disk.name);
        return disks.delete(disk.name).thenApply(none -> true);
    }
}
