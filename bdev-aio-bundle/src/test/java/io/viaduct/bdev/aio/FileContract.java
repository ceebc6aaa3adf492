package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.testkit.BdevContract;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.UUID;

/** The contract over a file, by an engine of the kernel. */
abstract class FileContract extends BdevContract {
    @TempDir Path folder;

    private FileDisks disks;

    /** "uring" or "epoll". */
    abstract String engine();

    @Override
    protected TestBed makeBed() {
        return new TestBed(2, TestBed.kernel(engine()));
    }

    @Override
    protected Bdev create(TestBed bed, int blockSize, long blocks) throws Exception {
        Path path = folder.resolve("disk");
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(blockSize * blocks);
        }
        disks = new FileDisks(DiskKind.AIO, registry(bed), bed.estates(), 1L << 40);
        var options = new DiskOptions(path.toString(), blockSize, false, true, false);
        disks.create("Aio0", UUID.randomUUID(), options);
        return bed.registry().find("Aio0");
    }

    @Override
    protected void discard(TestBed bed, Bdev made) throws Exception {
        bed.get(disks.delete("Aio0"));
    }
}
