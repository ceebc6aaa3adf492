package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;
import io.viaduct.conformance.Proves;
import io.viaduct.core.bdev.IoCounters;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** What stands between a device and its users on one reactor. */
class IoChannelTest {
    private static final int BLOCK = 4096;
    private static final long BLOCKS = 4096;
    private static final int COLLECTIONS_MAX = 20;

    private final TestBed bed = new TestBed();
    private final ScriptedBdev device = new ScriptedBdev("Disk0", Geometry.of(BLOCK, BLOCKS));
    private BdevRegistration registration;
    private BdevDescriptor descriptor;
    private IoChannel channel;

    @BeforeEach
    void open() throws Exception {
        registration = bed.registry().register(device);
        descriptor = bed.registry().open("Disk0", true, (gone, cause) -> {});
        channel = descriptor.channel(bed.reactor());
    }

    @AfterEach
    void close() throws Exception {
        device.finishAll();
        bed.get(descriptor.retire());
        assertEquals(0, device.channels());
        bed.close();
    }

    private TestIo read(long lba) {
        return new TestIo().prepare(BdevOp.READ, lba, 1, new Scatter(BLOCK));
    }

    private IoCounters counters() throws Exception {
        return bed.get(bed.bdevs().counters("Disk0"));
    }

    @Test
    @Proves("features 1 device pressure")
    void shouldParkInOrderWhatTheDeviceIsTooBusyFor() throws Exception {
        device.hold().depth(2);
        List<TestIo> all = IntStream.range(0, 6).mapToObj(i -> read(i).submit(channel)).toList();
        assertEquals(2, device.held().size());
        assertEquals(6, channel.inFlight());
        List<Long> order = new ArrayList<>();
        while (!device.held().isEmpty()) {
            order.add(device.held().getFirst().lba());
            device.finish(0);
        }
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), order);
        assertTrue(all.stream().allMatch(TestIo::ended));
        assertEquals(0, channel.inFlight());
        assertEquals(4, counters().parked());
    }

    @Test
    @Proves("features 3.2 Abort")
    void shouldEndEarlyWhatWaitsForTheDeviceAndNothingElse() {
        device.hold().depth(1);
        TestIo first = read(1).submit(channel);
        TestIo second = read(2).submit(channel);
        TestIo third = read(3).submit(channel);
        assertFalse(channel.abort(first.io()));
        assertTrue(channel.abort(second.io()));
        assertEquals(Status.ABORTED_BY_REQUEST, second.status());
        assertEquals(2, channel.inFlight());
        device.finish(0);
        assertTrue(first.ended());
        assertEquals(3, device.held().getFirst().lba());
        device.finish(0);
        assertEquals(Status.SUCCESS, third.status());
    }

    @Test
    void shouldLetNobodyOvertakeTheLine() {
        device.depth(0);
        TestIo first = read(1).submit(channel);
        device.depth(9);
        TestIo second = read(2).submit(channel);
        assertFalse(first.ended() || second.ended(), "the device has not said that it is ready");
        device.ready();
        assertTrue(first.ended() && second.ended());
    }

    @Test
    void shouldKeepTheLineWhenTheDeviceIsBusyAgain() {
        device.hold().depth(0);
        List<TestIo> all = IntStream.range(0, 3).mapToObj(i -> read(i).submit(channel)).toList();
        device.depth(1);
        device.ready();
        assertEquals(1, device.held().size());
        device.finishAll();
        assertTrue(all.stream().allMatch(TestIo::ended));
    }

    @Test
    void shouldNeitherRecurseNorHoldTheReactorWhereEachCompletionSubmitsAgain() {
        int[] left = {100_000};
        device.depth(0);
        for (int i = 0; i < 2; i++) {
            TestIo io = read(i);
            Scatter data = new Scatter(BLOCK);
            io.then(
                    () -> {
                        if (--left[0] > 0) {
                            io.prepare(BdevOp.READ, 0, 1, data).submit(channel);
                        }
                    });
            io.submit(channel);
        }
        device.depth(1);
        device.ready();
        assertEquals(100_000 - 2, left[0], "what was in line, and no more");
        bed.runUntil(() -> left[0] <= 0 && channel.inFlight() == 0);
    }

    @Test
    void shouldShareOneChannelOfTheDeviceAmongItsUsers() throws Exception {
        BdevDescriptor other = bed.registry().open("Disk0", false, (gone, cause) -> {});
        bed.perform(channel, read(0));
        bed.perform(other.channel(bed.reactor()), read(0));
        assertEquals(1, device.opened());
        bed.get(descriptor.retire());
        assertEquals(1, device.channels());
        bed.get(other.retire());
        assertEquals(0, device.channels());
    }

    @Test
    void shouldFailOneIoWhenTheDeviceThrowsAndGoOn() throws Exception {
        assertEquals(
                Status.INTERNAL_DEVICE_ERROR,
                bed.perform(failing(new IllegalStateException("a bug")), read(0)));
        assertEquals(
                Status.INTERNAL_DEVICE_ERROR,
                bed.perform(failing(new StackOverflowError("a worse one")), read(0)));
        assertEquals(0, bed.perform(channel, read(0)));
        assertEquals(2, counters().faults());
        assertEquals(2, counters().errors());
    }

    @Test
    void shouldBlameThePeerWhenItsMemoryIsGone() {
        InternalError vanished = new InternalError("a page is gone");
        assertEquals(Status.DATA_TRANSFER_ERROR, bed.perform(failing(vanished), read(0)));
    }

    private IoChannel failing(Throwable next) {
        device.fail(next);
        return channel;
    }

    @Test
    void shouldFailIoOfADeviceThatGivesNoChannel() throws Exception {
        bed.get(descriptor.retire());
        device.shut();
        descriptor = bed.registry().open("Disk0", true, (gone, cause) -> {});
        IoChannel dead = descriptor.channel(bed.reactor());
        assertEquals(Status.INTERNAL_DEVICE_ERROR, bed.perform(dead, read(0)));
    }

    @Test
    void shouldRefuseASecondCompletion() {
        device.hold();
        read(0).submit(channel);
        BdevIo io = device.held().getFirst();
        device.finish(0);
        assertThrows(IllegalStateException.class, () -> io.complete(0));
    }

    @Test
    void shouldWriteZeroesForADeviceThatOnlyWrites() throws Exception {
        byte[] content = new byte[(int) BLOCKS * BLOCK];
        new Random(1).nextBytes(content);
        assertEquals(0, bed.perform(channel, BdevOp.WRITE, 0, BLOCKS, Scatter.of(content)));
        // More than the pieces that one turn of the reactor takes, and no whole number of them.
        long count = BLOCKS - 3;
        assertEquals(0, bed.perform(channel, BdevOp.WRITE_ZEROES, 2, count, null));
        Scatter in = new Scatter(content.length);
        assertEquals(0, bed.perform(channel, BdevOp.READ, 0, BLOCKS, in));
        java.util.Arrays.fill(content, 2 * BLOCK, (int) (count + 2) * BLOCK, (byte) 0);
        assertArrayEquals(content, in.get());
        assertEquals(1, counters().done(BdevOp.WRITE_ZEROES));
        assertEquals(count, counters().blocks(BdevOp.WRITE_ZEROES));
        assertEquals(1, counters().done(BdevOp.WRITE), "pieces are not the user's writes");
    }

    @Test
    void shouldEndWritingZeroesAtTheFirstPieceThatFails() {
        device.hold();
        TestIo io = new TestIo().prepare(BdevOp.WRITE_ZEROES, 0, BLOCKS, null).submit(channel);
        device.finish(0);
        device.finish(Status.WRITE_FAULTS);
        assertTrue(io.ended());
        assertEquals(Status.WRITE_FAULTS, io.status());
        assertEquals(List.of(), device.held());
    }

    @Test
    void shouldWriteManyRangesOfZeroesInTurn() {
        device.hold().depth(3);
        List<TestIo> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            TestIo io = new TestIo().prepare(BdevOp.WRITE_ZEROES, i * 100L, 3, null);
            all.add(io.submit(channel));
        }
        device.finishAll();
        assertTrue(all.stream().allMatch(io -> io.ended() && io.status() == 0));
    }

    @Test
    void shouldHaveNothingToFlushWithoutAVolatileCache() {
        assertTrue(descriptor.operations().contains(BdevOp.FLUSH));
        assertEquals(0, bed.perform(channel, BdevOp.FLUSH, 0, 0, null));
        assertEquals(List.of(), device.log());
    }

    @Test
    void shouldDoNothingInTheDevicesSteadWhereItCannotBeDone() throws Exception {
        Geometry cached =
                new Geometry(BLOCK, BLOCKS, BLOCK, 8, false, 0, 0, 0, 0, 0, 0, 0, true, true);
        bed.registry().register(new ScriptedBdev("Disk1", cached));
        BdevDescriptor other = bed.registry().open("Disk1", true, (gone, cause) -> {});
        assertEquals(EnumSet.of(BdevOp.READ, BdevOp.WRITE), other.operations());
        IoChannel refusing = other.channel(bed.reactor());
        int status = bed.perform(refusing, BdevOp.WRITE_ZEROES, 0, 1, null);
        assertEquals(Status.INVALID_OPCODE, status);
        assertEquals(Status.INVALID_OPCODE, bed.perform(refusing, BdevOp.FLUSH, 0, 0, null));
        bed.get(other.retire());
    }

    @Test
    void shouldTakeBlocksThatAResizeHasAdded() {
        assertEquals(Status.LBA_OUT_OF_RANGE, bed.perform(channel, read(BLOCKS)));
        device.reshape(Geometry.of(BLOCK, BLOCKS * 2));
        registration.resized();
        bed.run();
        assertEquals(0, bed.perform(channel, read(BLOCKS)));
    }

    @Test
    void shouldCountWhatItRefuses() throws Exception {
        bed.perform(channel, read(BLOCKS));
        bed.perform(channel, read(0));
        assertEquals(1, counters().refused());
        assertEquals(1, counters().done(BdevOp.READ));
        assertEquals(1, counters().blocks(BdevOp.READ));
        assertEquals(0, counters().errors());
    }

    @Test
    void shouldCloseTheDeviceBehindZeroesThatWereBeingWritten() throws Exception {
        device.hold();
        TestIo io = new TestIo().prepare(BdevOp.WRITE_ZEROES, 0, 3, null).submit(channel);
        CompletionStage<Void> retired = descriptor.retire();
        bed.run();
        device.finish(0);
        assertTrue(io.ended());
        bed.get(retired);
        assertEquals(0, device.channels());
    }

    @Test
    void shouldKeepNothingOfADeviceInAnIoThatWasPendingThere() throws Exception {
        TestIo io = read(0);
        WeakReference<Bdev> gone = useAndLeave(io);
        for (int i = 0; i < COLLECTIONS_MAX && gone.get() != null; i++) {
            System.gc();
        }
        assertNull(gone.get());
        Reference.reachabilityFence(io);
    }

    private WeakReference<Bdev> useAndLeave(TestIo io) throws Exception {
        ScriptedBdev leaving = new ScriptedBdev("Disk1", Geometry.of(BLOCK, 8)).hold();
        BdevRegistration held = bed.registry().register(leaving);
        BdevDescriptor used = bed.registry().open("Disk1", true, (bdev, cause) -> {});
        io.submit(used.channel(bed.reactor()));
        leaving.finish(0);
        bed.get(used.retire());
        bed.get(held.depart(BdevRegistration.Departure.MODULE_LEAVING));
        return new WeakReference<>(leaving);
    }

    @Test
    void shouldKeepNothingOfAnIoWhoseZeroesAreWritten() {
        WeakReference<TestIo> gone = writeZeroes();
        for (int i = 0; i < COLLECTIONS_MAX && gone.get() != null; i++) {
            System.gc();
        }
        assertNull(gone.get());
    }

    private WeakReference<TestIo> writeZeroes() {
        TestIo io = new TestIo().prepare(BdevOp.WRITE_ZEROES, 0, 3, null);
        assertEquals(0, bed.perform(channel, io));
        return new WeakReference<>(io);
    }
}
