package org.example.disk;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.estate.Estate;
import io.viaduct.api.estate.Estates;
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

/** The devices that there are. Control threads. */
@BdevPlugin("example")
@Component(
        service = {BdevModule.class, ExampleModule.class},
        property = BdevModule.NAME + "=example",
        immediate = true)
public final class ExampleModule implements BdevModule {
    /** Changes with the meaning of what is left to the next version of this plug-in. */
    private static final int VERSION = 1;

    private static final String ESTATES = "org.example.disk/";
    private static final String CONTENT = "content";

    private final BdevRegistry registry;
    private final Estates estates;
    private final Map<Bdev, Disk> disks = new ConcurrentHashMap<>();

    private record Disk(BdevRegistration registration, Estate estate) {}

    /** A module without devices: the platform makes those again that there were. */
    @Activate
    public ExampleModule(@Reference BdevRegistry registry, @Reference Estates estates) {
        this.registry = registry;
        this.estates = estates;
    }

    @Override
    public String name() {
        return "example";
    }

    /**
     * Makes a device, over what an earlier version of this plug-in has left for its UUID.
     *
     * @throws RpcException -17 when the name or UUID is taken, or what is left is smaller; -12 when
     *     there is no memory
     */
    void create(String name, UUID uuid, Geometry geometry) throws RpcException {
        if (registry.find(name) != null || registry.find(uuid.toString()) != null) {
            throw Errno.EEXIST.refusal();
        }
        Estate left = estates.adopt(ESTATES + uuid, VERSION);
        Estate estate = left == null ? made(ESTATES + uuid, geometry) : left;
        try {
            if (estate.region(CONTENT).size() < geometry.bytes()) {
                throw Errno.EEXIST.refusal(estate.name() + " is smaller");
            }
            Bdev disk = new ExampleBdev(name, uuid, geometry, estate.region(CONTENT));
            disks.put(disk, new Disk(registry.register(disk), estate));
        } catch (RpcException e) {
            if (left == null) {
                estate.discard();
            } else {
                estate.release();
            }
            throw e;
        }
    }

    private Estate made(String name, Geometry geometry) throws RpcException {
        Estate estate = estates.create(name, VERSION);
        try {
            estate.addRegion(CONTENT, geometry.bytes());
            return estate;
        } catch (IOException e) {
            estate.discard();
            throw Errno.ENOMEM.refusal(e.getMessage());
        }
    }

    String nameOf(String any) {
        return registry.nameOf(any);
    }

    /**
     * Deletes a device and its content. The stage completes when name, UUID and memory are free.
     *
     * @throws RpcException -19 when there is no such device
     */
    CompletionStage<Void> delete(String name) throws RpcException {
        Bdev bdev = registry.find(name);
        Disk disk = bdev == null ? null : disks.remove(bdev);
        if (disk == null) {
            throw Errno.ENODEV.refusal();
        }
        return disk.registration
                .depart(Departure.DELETED)
                .thenCompose(none -> disk.estate.discard());
    }

    /** The plug-in goes; the content stays. Returns when nobody uses a device any more. */
    @Deactivate
    void leave() {
        // All at once, so that they drain at the same time.
        for (Disk disk : disks.values()) {
            disk.registration.depart(Departure.MODULE_LEAVING).thenRun(disk.estate::release);
        }
        disks.values().forEach(disk -> disk.registration.close(Departure.MODULE_LEAVING));
        disks.clear();
    }
}
