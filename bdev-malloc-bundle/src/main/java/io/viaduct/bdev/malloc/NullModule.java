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

/** Disks that keep nothing. Control threads. */
@BdevPlugin("null")
@Component(
        service = {BdevModule.class, NullModule.class},
        property = BdevModule.NAME + "=null",
        immediate = true)
public final class NullModule implements BdevModule {
    /** What all null disks read as; kept by the base across instances of this bundle. */
    private static final String ZEROES = "io.viaduct.bdev.malloc/zeroes";

    private static final int ZEROES_BYTES = 1 << 20;
    private static final long MIB = 1 << 20;

    private final BdevRegistry registry;
    private final Memory memory;
    private final Map<NullBdev, BdevRegistration> disks = new ConcurrentHashMap<>();

    /** A module without disks. */
    @Activate
    public NullModule(@Reference BdevRegistry registry, @Reference Memory memory) {
        this.registry = registry;
        this.memory = memory;
    }

    @Override
    public String name() {
        return "null";
    }

    /**
     * Makes a disk.
     *
     * @throws RpcException -17 when the name or UUID is taken, -12 when there is no memory
     */
    void create(String name, UUID uuid, Geometry geometry) throws RpcException {
        NullBdev disk = new NullBdev(name, uuid, geometry, zeroes());
        disks.put(disk, registry.register(disk));
    }

    private Region zeroes() throws RpcException {
        Region found = memory.find(ZEROES);
        if (found != null) {
            return found;
        }
        try {
            return memory.allocate(ZEROES, ZEROES_BYTES);
        } catch (IOException e) {
            throw Errno.ENOMEM.refusal(e.getMessage());
        }
    }

    /** See {@link BdevRegistry#nameOf}. */
    String nameOf(String any) {
        return registry.nameOf(any);
    }

    /**
     * Deletes a disk; the stage completes when it is gone.
     *
     * @throws RpcException -19 when there is no such disk
     */
    CompletionStage<Void> delete(String name) throws RpcException {
        Bdev bdev = registry.find(name);
        if (!(bdev instanceof NullBdev disk) || !disks.containsKey(disk)) {
            throw Errno.ENODEV.refusal();
        }
        return disks.get(disk).depart(Departure.DELETED).thenRun(() -> disks.remove(disk));
    }

    /**
     * Makes a disk larger.
     *
     * @param mib its new size
     * @throws RpcException -19 when there is no such device; -22 when it is of another kind, or
     *     would become smaller
     */
    void resize(String name, long mib) throws RpcException {
        Bdev bdev = registry.find(name);
        if (bdev == null) {
            throw Errno.ENODEV.refusal();
        }
        if (!(bdev instanceof NullBdev disk) || !disks.containsKey(disk)) {
            throw Errno.EINVAL.refusal(name + " is no null disk");
        }
        Geometry shape = disk.geometry();
        if (mib < 0 || mib > Long.MAX_VALUE / MIB) {
            throw Errno.outOfRange("new_size", mib);
        }
        long blocks = mib * MIB / shape.blockSize();
        if (blocks < shape.blockCount()) {
            throw Errno.EINVAL.refusal(name + " has more than " + mib + " MiB");
        }
        if (blocks > shape.blockCount()) {
            disk.geometry(shape.withBlockCount(blocks));
            disks.get(disk).resized();
        }
    }

    /** The bundle goes. */
    @Deactivate
    void leave() {
        // All at once, so that they drain at the same time.
        disks.values().forEach(registration -> registration.depart(Departure.MODULE_LEAVING));
        disks.values().forEach(registration -> registration.close(Departure.MODULE_LEAVING));
        disks.clear();
    }
}
