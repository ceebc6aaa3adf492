package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The devices of one kind, and what is done with them. Control threads. */
final class FileDisks {
    private static final Logger LOG = System.getLogger(FileDisks.class.getName());

    private final DiskKind kind;
    private final BdevRegistry registry;
    private final Estates estates;
    private final Map<Bdev, Disk> disks = new ConcurrentHashMap<>();
    private final LostDisks lost;

    private record Disk(
            FileBdev bdev,
            BdevRegistration registration,
            FileStorage storage,
            DiskOptions options) {}

    /** No devices; those that are lost are looked for every {@code lookMs} milliseconds. */
    FileDisks(DiskKind kind, BdevRegistry registry, Estates estates, long lookMs) {
        this.kind = kind;
        this.registry = registry;
        this.estates = estates;
        lost = new LostDisks(this, lookMs);
    }

    /**
     * Makes a device of a file or a block device. One that an earlier instance of this bundle had
     * open for this UUID stays open.
     *
     * @throws RpcException -17 when the name or UUID is taken; the kernel's refusal of the file;
     *     -22 when its size or block size makes no device
     */
    void create(String name, UUID uuid, DiskOptions options) throws RpcException {
        if (registry.find(name) != null || registry.find(uuid.toString()) != null) {
            throw Errno.EEXIST.refusal();
        }
        boolean left = estates.versionOf(FileStorage.estate(uuid)) >= 0;
        FileStorage storage = FileStorage.of(estates, uuid, options);
        try {
            OpenFile file = storage.file();
            if (options.nowait() && file.logicalBlock() == 0) {
                throw Errno.EOPNOTSUPP.refusal("nowait is for block devices");
            }
            Geometry shape = file.shape(options.blockSize());
            var bdev = new FileBdev(kind, name, uuid, options, file, shape);
            Disk disk = new Disk(bdev, registry.register(bdev), storage, options);
            disks.put(bdev, disk);
            bdev.whenGone(() -> lose(disk));
        } catch (RpcException e) {
            if (left) {
                storage.release();
            } else {
                storage.discard();
            }
            throw e;
        }
    }

    // From any thread: the file is closed when no reactor uses it any more.
    private void lose(Disk disk) {
        if (disks.remove(disk.bdev) != null) {
            LOG.log(Level.WARNING, "the medium of {0} has gone", disk.bdev.name());
            var unused =
                    disk.registration
                            .depart(Departure.DEVICE_LOST)
                            .thenCompose(none -> disk.storage.discard())
                            .thenRun(() -> await(disk));
        }
    }

    private void await(Disk disk) {
        lost.add(disk.bdev.name(), disk.bdev.uuid(), disk.options);
    }

    /** See {@link BdevRegistry#nameOf}. */
    String nameOf(String any) {
        return registry.nameOf(any);
    }

    /**
     * Forgets a device; its file stays. The stage completes when it is closed.
     *
     * @throws RpcException -19 when there is no such device of this kind
     */
    CompletionStage<Void> delete(String name) throws RpcException {
        if (lost.remove(name)) {
            return CompletableFuture.completedStage(null);
        }
        Disk disk = disk(name);
        disks.remove(disk.bdev);
        return disk.registration
                .depart(Departure.DELETED)
                .thenCompose(none -> disk.storage.discard());
    }

    /**
     * Looks at the size of the file again: a larger device is announced, one without any bytes is
     * lost.
     *
     * @throws RpcException -19 when there is no such device of this kind, -16 when it would become
     *     smaller
     */
    void rescan(String name) throws RpcException {
        Disk disk = disk(name);
        long bytes = disk.bdev.file().size();
        Geometry shape = disk.bdev.geometry();
        long blocks = bytes / shape.blockSize();
        if (bytes == 0) {
            disk.bdev.gone();
        } else if (blocks < shape.blockCount()) {
            throw Errno.EBUSY.refusal(name + " would lose blocks that are in use");
        } else if (blocks > shape.blockCount()) {
            disk.bdev.geometry(shape.withBlockCount(blocks));
            disk.registration.resized();
        }
    }

    /** Looks for the devices whose medium has gone, as is done once a second. */
    void lookForLost() {
        lost.look();
    }

    private Disk disk(String name) throws RpcException {
        Bdev bdev = registry.find(name);
        Disk disk = bdev == null ? null : disks.get(bdev);
        if (disk == null) {
            throw Errno.ENODEV.refusal();
        }
        return disk;
    }

    /** The bundle goes; the files stay open for the next instance. */
    void leave() {
        lost.close();
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
