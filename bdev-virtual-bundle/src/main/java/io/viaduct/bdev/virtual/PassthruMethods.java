package io.viaduct.bdev.virtual;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Management of passthru devices. */
@Component(service = RpcMethods.class)
public final class PassthruMethods implements RpcMethods {
    private final Layers layers;

    /** The methods over the module. */
    @Activate
    public PassthruMethods(@Reference PassthruModule module) {
        layers = module.layers();
    }

    /** The device to make. The UUID is filled in when it is not given. */
    public static final class Create {
        @RpcParam(value = "Name", required = true, example = "Pass1")
        public String name;

        @RpcParam(value = "Device below", required = true, example = "Disk1")
        public String base_bdev_name;

        @RpcParam("Identity; without, one that follows from the name and the device below")
        public UUID uuid;
    }

    /** Makes a passthru device and returns its name. */
    @RpcMethod(
            value = "bdev_passthru_create",
            description = "Create a block device that hands everything to another.")
    public String create(Create device) throws RpcException {
        device.uuid = layers.identity(device.uuid, device.name, device.base_bdev_name);
        layers.add(
                device.name,
                new PassthruModule.Passthru(device.name, device.uuid, device.base_bdev_name));
        return device.name;
    }

    /** The device to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true, example = "Pass1")
        public String name;
    }

    /** Deletes a passthru device; answers when it is gone. */
    @RpcMethod(value = "bdev_passthru_delete", description = "Delete a passthru block device.")
    public CompletionStage<Boolean> delete(Delete device) throws RpcException {
        device.name = layers.nameOf(device.name);
        return layers.remove(device.name).thenApply(none -> true);
    }
}
