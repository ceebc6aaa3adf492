package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The module of devices that pass everything on to another device. */
public final class PassModule implements ModuleInstance, RpcMethods {
    static final String CREATE = "bdev_pass_create";
    static final String DELETE = "bdev_pass_delete";

    private final BdevRegistry registry;
    private final Map<String, PassDisk> disks = new LinkedHashMap<>();

    PassModule(BdevRegistry registry) {
        this.registry = registry;
    }

    /** A device to be. */
    public static final class Create {
        @RpcParam(value = "Name", required = true)
        public String name;

        @RpcParam(value = "Device below", required = true)
        public String base_bdev_name;
    }

    /** Makes a device over another. */
    @RpcMethod(value = CREATE, description = "Makes a device that passes everything on.")
    public String create(Create p) throws RpcException {
        PassDisk disk = PassDisk.over(registry, p.base_bdev_name, p.name);
        disk.whenGone(() -> disks.remove(p.name, disk));
        disks.put(p.name, disk);
        return p.name;
    }

    /** A device to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true)
        public String name;
    }

    /** Deletes a device; the one below stays. */
    @RpcMethod(value = DELETE, description = "Deletes a device that passes everything on.")
    public CompletionStage<Boolean> delete(Delete p) throws RpcException {
        PassDisk disk = disks.get(p.name);
        if (disk == null) {
            throw new RpcException(-19, "No such device");
        }
        return disk.depart(Departure.DELETED).thenApply(gone -> true);
    }

    @Override
    public RpcMethods methods() {
        return this;
    }

    @Override
    public void leave() {
        List<PassDisk> all = List.copyOf(disks.values());
        all.forEach(disk -> disk.depart(Departure.MODULE_LEAVING));
        all.forEach(disk -> disk.registration().close(Departure.MODULE_LEAVING));
    }
}
