package org.example.viaduct.lz4;

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

/** The disks that there are. Control threads. */
@BdevPlugin("lz4")
@Component(
        service = {BdevModule.class, Lz4Module.class},
        property = BdevModule.NAME + "=lz4",
        immediate = true)
public final class Lz4Module implements BdevModule {
    private final BdevRegistry registry;
    private final Estates estates;
    private final Map<Bdev, Disk> disks = new ConcurrentHashMap<>();

    private record Disk(BdevRegistration registration, Lz4Storage storage) {}

    /** A module without disks: the platform makes those again that there were. */
    @Activate
    public Lz4Module(@Reference BdevRegistry registry, @Reference Estates estates) {
        this.registry = registry;
        this.estates = estates;
    }

    @Override
    public String name() {
        return "lz4";
    }

    /**
     * Makes a disk, over what an earlier instance of this bundle has left for its UUID.
     *
     * @param bytes of memory that compressed blocks may take
     * @throws RpcException -17 when the name or UUID is taken; otherwise see {@link Lz4Storage#of}
     */
    void create(String name, UUID uuid, Geometry geometry, long bytes) throws RpcException {
        if (registry.find(name) != null || registry.find(uuid.toString()) != null) {
            throw Errno.EEXIST.refusal();
        }
        boolean left = Lz4Storage.isLeft(estates, uuid);
        Lz4Storage storage = Lz4Storage.of(estates, uuid, geometry, bytes);
        Lz4Bdev disk = new Lz4Bdev(name, uuid, geometry, storage.blocks());
        try {
            disks.put(disk, new Disk(registry.register(disk), storage));
        } catch (RpcException e) {
            if (left) {
                storage.release();
            } else {
                storage.discard();
            }
            throw e;
        }
    }

    String nameOf(String any) {
        return registry.nameOf(any);
    }

    /**
     * Deletes a disk and its content. The stage completes when name, UUID and memory are free.
     *
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

    /** The bundle goes; the content stays. Returns when nobody uses a disk any more. */
    @Deactivate
    void leave() {
        // All at once, so that they drain at the same time.
        for (Disk disk : disks.values()) {
            disk.registration.depart(Departure.MODULE_LEAVING).thenRun(disk.storage::release);
        }
        disks.values().forEach(disk -> disk.registration.close(Departure.MODULE_LEAVING));
        disks.clear();
    }
}
