package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.Region;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** RAM disks. Their storage is kept by the base under their UUID. Control threads. */
@BdevPlugin("malloc")
@Component(
        service = {BdevModule.class, MallocModule.class},
        property = BdevModule.NAME + "=malloc",
        immediate = true)
public final class MallocModule implements BdevModule {
    static final String REGIONS = "io.viaduct.bdev.malloc/";

    private final BdevRegistry registry;
    private final Memory memory;
    private final Map<MallocBdev, BdevRegistration> disks = new ConcurrentHashMap<>();
    private int unnamed;

    /** A module without disks. */
    @Activate
    public MallocModule(@Reference BdevRegistry registry, @Reference Memory memory) {
        this.registry = registry;
        this.memory = memory;
    }

    @Override
    public String name() {
        return "malloc";
    }

    /** The next name for a disk that is given none; never the same twice. */
    String nextName() {
        return "Malloc" + unnamed++;
    }

    /**
     * Makes a disk. Storage of its UUID that an earlier instance of this bundle has left is taken
     * over with its content; otherwise the disk reads as zeroes.
     *
     * @throws RpcException -17 when the name or UUID is taken, or storage is there that is too
     *     small; -12 when there is no memory
     */
    void create(String name, UUID uuid, Geometry geometry) throws RpcException {
        if (registry.find(name) != null || registry.find(uuid.toString()) != null) {
            throw Errno.EEXIST.refusal();
        }
        Region left = memory.find(REGIONS + uuid);
        if (left != null && left.size() < geometry.bytes()) {
            throw Errno.EEXIST.refusal(
                    "storage of " + uuid + " has only " + left.size() + " bytes");
        }
        Region region = left == null ? allocate(uuid, geometry.bytes()) : left;
        MallocBdev disk = new MallocBdev(name, uuid, geometry, region);
        try {
            disks.put(disk, registry.register(disk));
        } catch (RpcException e) {
            if (left == null) {
                memory.free(region);
            }
            throw e;
        }
    }

    private Region allocate(UUID uuid, long bytes) throws RpcException {
        try {
            return memory.allocate(REGIONS + uuid, bytes);
        } catch (IOException e) {
            throw Errno.ENOMEM.refusal(e.getMessage());
        }
    }

    /** What a device of this name, alias or UUID is called; the same where there is none. */
    String nameOf(String any) {
        Bdev bdev = registry.find(any);
        return bdev == null ? any : bdev.name();
    }

    /**
     * Deletes a disk and its content. The stage completes when name, UUID and memory are free.
     *
     * @param name name, alias or UUID
     * @throws RpcException -19 when there is no such disk
     */
    CompletionStage<Void> delete(String name) throws RpcException {
        Bdev bdev = registry.find(name);
        if (!(bdev instanceof MallocBdev disk) || !disks.containsKey(disk)) {
            throw Errno.ENODEV.refusal();
        }
        return disks.get(disk)
                .depart(Departure.DELETED)
                .thenRun(() -> disks.remove(disk))
                .thenCompose(none -> memory.free(disk.region()));
    }

    /** The bundle goes; the storage stays. */
    @Deactivate
    void leave() {
        // All at once, so that they drain at the same time.
        disks.values().forEach(registration -> registration.depart(Departure.MODULE_LEAVING));
        disks.values().forEach(registration -> registration.close(Departure.MODULE_LEAVING));
        disks.clear();
    }
}
