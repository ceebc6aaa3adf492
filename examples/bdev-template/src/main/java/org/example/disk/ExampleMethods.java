package org.example.disk;

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

/** Management of the devices. */
@Component(service = RpcMethods.class)
public final class ExampleMethods implements RpcMethods {
    private final ExampleModule module;

    /** The methods over the module. */
    @Activate
    public ExampleMethods(@Reference ExampleModule module) {
        this.module = module;
    }

    /** The device to make. What is filled in here is what is saved. */
    public static final class Create {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;

        @RpcParam(value = "Blocks of 512 bytes, at least 1", required = true, example = "131072")
        public long num_blocks;

        @RpcParam("Identity; a new one without")
        public UUID uuid;
    }

    /** Makes a device and returns its name. */
    @RpcMethod(value = "bdev_example_create", description = "Create an example disk.")
    public String create(Create disk) throws RpcException {
        disk.uuid = Bdev.identity(disk.uuid);
        try {
            Geometry shape = Geometry.of(Geometry.BLOCK_SIZE_MIN, disk.num_blocks);
            module.create(disk.name, disk.uuid, shape);
        } catch (IllegalArgumentException e) {
            throw Errno.EINVAL.refusal(e.getMessage());
        }
        return disk.name;
    }

    /** The device to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true, example = "Disk1")
        public String name;
    }

    /** Deletes a device and its content; answers when it is gone. */
    @RpcMethod(value = "bdev_example_delete", description = "Delete an example disk.")
    public CompletionStage<Boolean> delete(Delete disk) throws RpcException {
        disk.name = module.nameOf(disk.name);
        return module.delete(disk.name).thenApply(none -> true);
    }
}
