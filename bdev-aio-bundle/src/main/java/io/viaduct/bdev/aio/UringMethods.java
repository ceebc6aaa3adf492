package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Management of devices over files, by the names of SPDK's module for io_uring. */
@Component(service = RpcMethods.class)
public final class UringMethods implements RpcMethods {
    private final FileDisks disks;

    /** The methods over the module. */
    @Activate
    public UringMethods(@Reference UringModule module) {
        disks = module.disks();
    }

    /** The device to make. The UUID is filled in when it is not given. */
    public static final class Create {
        @RpcParam(
                value = "Path of a regular file or a block device, which is there",
                required = true,
                example = "/dev/sdb")
        public String filename;

        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;

        @RpcParam("Bytes of a block: a power of two from 512; a block device has its own")
        public long block_size;

        @RpcParam("Identity; a new one without")
        public UUID uuid;
    }

    /** Makes a device of a file and returns its name. */
    @RpcMethod(
            value = "bdev_uring_create",
            description = "Create a block device of a file or a disk, as of io_uring.")
    public String create(Create disk) throws RpcException {
        disk.uuid = Bdev.identity(disk.uuid);
        var options = new DiskOptions(disk.filename, disk.block_size, false, false, false);
        try {
            disks.create(disk.name, disk.uuid, options);
        } catch (RpcException e) {
            if (e.code() == -Errno.EBUSY.number() || e.code() == -Errno.EEXIST.number()) {
                // Somebody is in the way, who may go: whoever makes it again has to know.
                throw e;
            }
            // SPDK's answer to every refusal; the reason goes with it.
            throw new RpcException(
                    RpcException.INTERNAL_ERROR,
                    "Unable to create URING bdev.",
                    Map.of("reason", e.getMessage(), "code", e.code()));
        }
        return disk.name;
    }

    /** Which device. */
    public static final class Which {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;
    }

    /** Announces that the file has grown, or has gone. */
    @RpcMethod(
            value = "bdev_uring_rescan",
            description = "Look at the size of a block device of a file again, as of io_uring.")
    public boolean rescan(Which disk) throws RpcException {
        disks.rescan(disk.name);
        return true;
    }

    /** Forgets a device; answers when its file is closed. */
    @RpcMethod(
            value = "bdev_uring_delete",
            description = "Delete a block device of a file, as of io_uring; the file stays.")
    public CompletionStage<Boolean> delete(Which disk) throws RpcException {
        disk.name = disks.nameOf(disk.name);
        return disks.delete(disk.name).thenApply(none -> true);
    }
}
