package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

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
    private final BdevRegistry registry;
    private final Estates estates;
    private final Map<Bdev, Disk> disks = new ConcurrentHashMap<>();
    private int unnamed;

    private record Disk(BdevRegistration registration, MallocStorage storage) {}

    /** A module without disks. */
    @Activate
    public MallocModule(@Reference BdevRegistry registry, @Reference Estates estates) {
        this.registry = registry;
        this.estates = estates;
    }

    @Override
    public String name() {
        return "malloc";
    }

    /** The next name for a disk that is given none; an earlier instance's disks keep theirs. */
    String nextName() {
        String name;
        do {
            name = "Malloc" + unnamed++;
        } while (registry.find(name) != null);
        return name;
    }

    /**
     * Makes a disk. Storage of its UUID that an earlier instance of this bundle has left is taken
     * over with its content; otherwise the disk reads as zeroes.
     *
     * @throws RpcException -17 when the name or UUID is taken, or storage of another geometry is
     *     there; otherwise see {@link MallocStorage#of}
     */
    void create(String name, UUID uuid, Geometry geometry) throws RpcException {
        if (registry.find(name) != null || registry.find(uuid.toString()) != null) {
            throw Errno.EEXIST.refusal();
        }
        boolean adopted = estates.versionOf(MallocStorage.estate(uuid)) >= 0;
        MallocStorage storage = MallocStorage.of(estates, uuid, geometry);
        MallocBdev disk = new MallocBdev(name, uuid, storage.blocks());
        try {
            disks.put(disk, new Disk(registry.register(disk), storage));
        } catch (RpcException e) {
            if (adopted) {
                storage.release();
            } else {
                storage.discard();
            }
            throw e;
        }
    }

    /** See {@link BdevRegistry#nameOf}. */
    String nameOf(String any) {
        return registry.nameOf(any);
    }

    /**
     * Deletes a disk and its content. The stage completes when name, UUID and memory are free.
     *
     * @param name name, alias or UUID
     * @throws RpcException -19 when there is no such disk
     */
    CompletionStage<Void> delete(String name) throws RpcException {
        Bdev bdev = registry.find(name);
        Disk disk = bdev == null ? null : disks.remove(bdev);
        if (disk == null) {
            throw Errno.ENODEV.refusal();
        }
        return disk.registration
                .depart(Departure.DELETED)
                .thenCompose(none -> disk.storage.discard());
    }

    /** The bundle goes; the storage stays. */
    @Deactivate
    void leave() {
        // All at once, so that they drain at the same time. What drains too late is left then.
        for (Disk disk : disks.values()) {
            var unused =
                    disk.registration
                            .depart(Departure.MODULE_LEAVING)
                            .thenRun(disk.storage::release);
        }
        disks.values().forEach(disk -> disk.registration.close(Departure.MODULE_LEAVING));
        disks.clear();
    }
}
