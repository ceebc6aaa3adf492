package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.Region;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The module of simulated disks: their content is the base's, as a RAM disk's is. */
public final class SimModule implements ModuleInstance, RpcMethods {
    static final String CREATE = "bdev_sim_create";
    static final String DELETE = "bdev_sim_delete";

    /** A region has room to grow by this factor. */
    static final int GROWTH_MAX = 4;

    private static final int NO_SUCH_DEVICE = -19;
    private static final String REGIONS = "sim/";

    private final BdevRegistry registry;
    private final Memory memory;
    private final Moods moods;
    private final Shapes shapes;
    private final Map<String, BdevRegistration> registrations = new LinkedHashMap<>();
    private final Map<String, SimDisk> disks = new LinkedHashMap<>();

    /** What this version of the module makes of the parameters of a disk. */
    interface Shapes {
        Geometry geometry(String name, Geometry asked);

        UUID uuid(String name, UUID asked);

        boolean lends(String name);

        long bytesMax(String name);

        boolean lost(String name);
    }

    SimModule(BdevRegistry registry, Memory memory, Moods moods, Shapes shapes) {
        this.registry = registry;
        this.memory = memory;
        this.moods = moods;
        this.shapes = shapes;
    }

    /** A disk to be. */
    public static final class Create {
        @RpcParam(value = "Name", required = true)
        public String name;

        @RpcParam(value = "Bytes of a block", required = true)
        public int block_size;

        @RpcParam(value = "Blocks", required = true)
        public long num_blocks;

        @RpcParam(value = "Identity", required = true)
        public UUID uuid;
    }

    /** Makes a disk, over the content that an earlier instance has left. */
    @RpcMethod(value = CREATE, description = "Makes a simulated disk.")
    public String create(Create p) throws RpcException {
        if (shapes.lost(p.name)) {
            throw new RpcException(NO_SUCH_DEVICE, "No such device");
        }
        Geometry shape = shapes.geometry(p.name, Geometry.of(p.block_size, p.num_blocks));
        UUID uuid = shapes.uuid(p.name, p.uuid);
        Region region = region(uuid, shapes.bytesMax(p.name));
        SimDisk disk = new SimDisk(p.name, uuid, shape, region, moods, shapes.lends(p.name));
        registrations.put(p.name, registry.register(disk));
        disks.put(p.name, disk);
        return p.name;
    }

    private Region region(UUID uuid, long bytes) {
        Region left = memory.find(REGIONS + uuid);
        try {
            return left == null ? memory.allocate(REGIONS + uuid, bytes) : left;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A disk to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true)
        public String name;
    }

    /** Deletes a disk and its content. */
    @RpcMethod(value = DELETE, description = "Deletes a simulated disk.")
    public CompletionStage<Boolean> delete(Delete p) throws RpcException {
        BdevRegistration registration = registrations.get(p.name);
        if (registration == null) {
            throw new RpcException(NO_SUCH_DEVICE, "No such device");
        }
        SimDisk disk = disks.get(p.name);
        return registration
                .depart(Departure.DELETED)
                .thenCompose(
                        gone -> {
                            registrations.remove(p.name, registration);
                            disks.remove(p.name, disk);
                            return memory.free(disk.region());
                        })
                .thenApply(gone -> true);
    }

    /** The medium of a disk is lost. */
    void lose(String name) {
        disks.remove(name);
        registrations.remove(name).lost();
    }

    /** A disk that was lost is there again. Control strand. */
    void find(ModelDevice device) {
        Create again = new Create();
        again.name = device.name();
        again.block_size = ModelNamespace.BLOCK_SIZE;
        again.num_blocks = device.blocks();
        again.uuid = device.uuid();
        try {
            create(again);
        } catch (RpcException e) {
            // Its old registration has not drained; the administrator's call is made again later.
            return;
        }
    }

    boolean has(String name) {
        return disks.containsKey(name);
    }

    /** The disk has another number of blocks from now on. */
    void resize(String name, long blocks) {
        SimDisk disk = disks.get(name);
        disk.geometry(disk.geometry().withBlockCount(blocks));
        registrations.get(name).resized();
    }

    @Override
    public RpcMethods methods() {
        return this;
    }

    @Override
    public void leave() {
        List<BdevRegistration> all = List.copyOf(registrations.values());
        all.forEach(registration -> registration.depart(Departure.MODULE_LEAVING));
        all.forEach(registration -> registration.close(Departure.MODULE_LEAVING));
        registrations.clear();
        disks.clear();
    }
}
