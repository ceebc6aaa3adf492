package io.viaduct.bdev.aio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** What becomes of devices over files: made, grown, replaced, lost and found again. */
class FileDisksTest {
    private static final int BLOCK_SIZE = 4096;
    private static final long BLOCKS = 64;

    /** The test looks by itself. */
    private static final long NEVER_MS = 1L << 40;

    @TempDir Path folder;

    private final List<String> heard = new ArrayList<>();
    private TestBed bed;
    private AioModule module;
    private AioMethods methods;
    private Path path;

    @BeforeEach
    void start() throws Exception {
        bed = new TestBed(1, TestBed.kernel("epoll"));
        module = new AioModule(bed.registry(), bed.estates(), NEVER_MS);
        methods = new AioMethods(module);
        path = folder.resolve("disk");
        grow(BLOCKS);
    }

    @AfterEach
    void end() {
        module.leave();
        bed.close();
    }

    private void grow(long blocks) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(blocks * BLOCK_SIZE);
        }
    }

    private AioMethods.Create disk() {
        AioMethods.Create disk = new AioMethods.Create();
        disk.name = "A";
        disk.filename = path.toString();
        disk.block_size = BLOCK_SIZE;
        return disk;
    }

    private static AioMethods.Which which(String name) {
        AioMethods.Which which = new AioMethods.Which();
        which.name = name;
        return which;
    }

    private void refused(int code, AioMethods.Create disk) {
        RpcException refusal = assertThrows(RpcException.class, () -> methods.create(disk));
        assertEquals(code, refusal.code(), () -> refusal.getMessage() + refusal.data());
        assertNull(bed.registry().find("A"));
    }

    private BdevDescriptor open(boolean write) throws RpcException {
        return bed.registry()
                .open(
                        "A",
                        write,
                        new BdevEvents() {
                            @Override
                            public void resized(Bdev bdev) {
                                heard.add("resized " + bdev.geometry().blockCount());
                            }

                            @Override
                            public void removed(Bdev bdev, Departure cause) {
                                heard.add(cause.toString());
                            }
                        });
    }

    private int perform(BdevDescriptor use, BdevOp op, long lba, Scatter data) {
        return bed.perform(use.channel(bed.reactor()), op, lba, data == null ? 0 : 1, data);
    }

    private static byte[] pattern(long seed) {
        byte[] content = new byte[BLOCK_SIZE];
        new Random(seed).nextBytes(content);
        return content;
    }

    @Test
    void shouldWriteToTheFile() throws Exception {
        assertEquals("A", methods.create(disk()));
        BdevDescriptor use = open(true);
        assertEquals(0, perform(use, BdevOp.WRITE, 3, Scatter.of(pattern(1))));
        assertEquals(0, perform(use, BdevOp.FLUSH, 0, null));
        bed.get(use.retire());
        assertTrue(bed.get(methods.delete(which("A"))));
        byte[] all = Files.readAllBytes(path);
        byte[] block = java.util.Arrays.copyOfRange(all, 3 * BLOCK_SIZE, 4 * BLOCK_SIZE);
        assertArrayEquals(pattern(1), block);
    }

    @Test
    void shouldSayWhatItIsMadeOf() throws Exception {
        methods.create(disk());
        Bdev bdev = bed.registry().find("A");
        assertEquals("AIO disk", bdev.productName());
        Map<?, ?> page = (Map<?, ?>) bdev.driverSpecific().get("aio");
        String said =
                "{filename=%s, block_size_override=true, readonly=false, fallocate=false,"
                        + " nowait=false}";
        assertEquals(said.formatted(path), page.toString());
        assertFalse(bdev.operations().contains(BdevOp.UNMAP));
    }

    @Test
    void shouldRefuseWhatIsNoDevice() throws Exception {
        AioMethods.Create disk = disk();
        disk.block_size = 0;
        refused(-22, disk);
        disk.block_size = 1000;
        refused(-22, disk);
        disk.block_size = 8192 * 3;
        refused(-22, disk);
        disk.block_size = BLOCK_SIZE;
        disk.nowait = true;
        refused(-95, disk);
        disk.nowait = false;
        disk.filename = folder.toString();
        refused(-22, disk);
        disk.filename = "/dev/null";
        refused(-22, disk);
        disk.filename = folder.resolve("nothing").toString();
        refused(-2, disk);
        Files.write(path, new byte[0]);
        refused(-22, disk());
    }

    @Test
    void shouldLeaveNothingOpenOfWhatIsRefused() throws Exception {
        AioMethods.Create disk = disk();
        disk.uuid = UUID.randomUUID();
        disk.block_size = 1000;
        refused(-22, disk);
        bed.run();
        assertEquals(-1, bed.estates().versionOf(FileStorage.estate(disk.uuid)));
        disk.block_size = BLOCK_SIZE;
        assertEquals("A", methods.create(disk));
    }

    @Test
    void shouldNotWriteWhatIsReadOnly() throws Exception {
        AioMethods.Create disk = disk();
        disk.readonly = true;
        disk.fallocate = true;
        methods.create(disk);
        assertEquals(
                java.util.Set.of(BdevOp.READ, BdevOp.FLUSH, BdevOp.RESET),
                bed.registry().find("A").operations());
    }

    @Test
    void shouldAnnounceThatItsFileHasGrownAndRefuseToShrink() throws Exception {
        methods.create(disk());
        BdevDescriptor use = open(true);
        grow(BLOCKS * 2);
        assertTrue(methods.rescan(which("A")));
        bed.run();
        assertEquals(List.of("resized " + BLOCKS * 2), heard);
        assertEquals(0, perform(use, BdevOp.WRITE, BLOCKS * 2 - 1, Scatter.of(pattern(2))));
        grow(BLOCKS);
        RpcException refusal = assertThrows(RpcException.class, () -> methods.rescan(which("A")));
        assertEquals(-16, refusal.code());
        int status = perform(use, BdevOp.READ, BLOCKS * 2 - 1, new Scatter(BLOCK_SIZE));
        assertEquals(Status.UNRECOVERED_READ_ERROR, status, "the end of the file is no data");
        assertEquals(
                -19, assertThrows(RpcException.class, () -> methods.rescan(which("B"))).code());
        bed.get(use.retire());
    }

    @Test
    void shouldGoOnWithTheSameOpenFileWhenTheBundleHasBeenReplaced() throws Exception {
        AioMethods.Create disk = disk();
        methods.create(disk);
        module.leave();
        assertNull(bed.registry().find("A"));
        Files.move(path, folder.resolve("elsewhere"));
        module = new AioModule(bed.registry(), bed.estates(), NEVER_MS);
        methods = new AioMethods(module);
        assertEquals("A", methods.create(adopting(disk)));
        BdevDescriptor use = open(true);
        assertEquals(0, perform(use, BdevOp.WRITE, 0, Scatter.of(pattern(4))));
        bed.get(use.retire());
        byte[] all = Files.readAllBytes(folder.resolve("elsewhere"));
        assertArrayEquals(pattern(4), java.util.Arrays.copyOf(all, BLOCK_SIZE));
    }

    private static AioMethods.Create adopting(AioMethods.Create disk) {
        assertNotNull(disk.uuid, "a generated identity is told");
        return disk;
    }

    @Test
    void shouldOpenTheFileAnewWhereItWasOpenedOtherwise() throws Exception {
        AioMethods.Create disk = disk();
        disk.readonly = true;
        methods.create(disk);
        module.leave();
        module = new AioModule(bed.registry(), bed.estates(), NEVER_MS);
        methods = new AioMethods(module);
        disk.readonly = false;
        methods.create(disk);
        BdevDescriptor use = open(true);
        assertEquals(0, perform(use, BdevOp.WRITE, 0, Scatter.of(pattern(5))));
        bed.get(use.retire());
    }

    @Test
    void shouldLoseADeviceWithoutBytesAndFindItAgain() throws Exception {
        AioMethods.Create disk = disk();
        methods.create(disk);
        BdevDescriptor use = open(true);
        grow(0);
        assertTrue(methods.rescan(which("A")));
        bed.run();
        assertEquals(List.of("DEVICE_LOST"), heard);
        bed.get(use.retire());
        bed.run();
        assertNull(bed.registry().find("A"));
        assertEquals(-1, bed.estates().versionOf(FileStorage.estate(disk.uuid)), "it is closed");
        module.disks().lookForLost();
        assertNull(bed.registry().find("A"));
        grow(BLOCKS);
        module.disks().lookForLost();
        assertEquals(disk.uuid, bed.registry().find("A").uuid());
    }

    @Test
    void shouldForgetALostDeviceThatIsDeleted() throws Exception {
        methods.create(disk());
        grow(0);
        methods.rescan(which("A"));
        bed.run();
        assertTrue(bed.get(methods.delete(which("A"))));
        grow(BLOCKS);
        module.disks().lookForLost();
        assertNull(bed.registry().find("A"));
    }
}
