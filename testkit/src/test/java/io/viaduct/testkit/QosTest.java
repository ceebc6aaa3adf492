package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.dto.RateLimitsDTO;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.BdevMethods;
import io.viaduct.core.bdev.QosMethods;
import io.viaduct.core.bdev.QosMethods.QosLimit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Limits of a device's I/O, by a clock that the test moves. */
class QosTest {
    private static final int BLOCK = 4096;
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final long MIB = 1 << 20;

    private final TestBed bed = new TestBed(2);
    private final QosMethods methods = new QosMethods(bed.bdevs());
    private final List<Load> loads = new ArrayList<>();
    private final ScriptedBdev device =
            new ScriptedBdev(
                    "Disk0",
                    Geometry.of(BLOCK, 1024),
                    EnumSet.of(BdevOp.READ, BdevOp.WRITE, BdevOp.UNMAP, BdevOp.RESET));
    private BdevRegistration registration;
    private BdevDescriptor user;

    @BeforeEach
    void open() throws Exception {
        registration = bed.registry().register(device);
        user = bed.registry().open("Disk0", true, (gone, cause) -> {});
    }

    @AfterEach
    void close() throws Exception {
        device.finishAll();
        loads.forEach(Load::stop);
        lift();
        bed.run();
        bed.get(user.retire());
        assertEquals(0, device.channels());
        bed.close();
    }

    /** So many of one kind at a time, each followed by the next. */
    private final class Load {
        private final IoChannel channel;
        private final List<TestIo> all;
        private final BdevOp op;
        private final int blocks;
        private final Scatter data;
        private long ended;
        private boolean stopped;

        Load(int reactor, BdevOp op, int blocks, int depth) {
            this.op = op;
            this.blocks = blocks;
            channel = user.channel(bed.reactors().all().get(reactor));
            data = new Scatter(blocks * BLOCK);
            all = IntStream.range(0, depth).mapToObj(i -> new TestIo()).toList();
            all.forEach(io -> io.then(() -> next(io)));
            loads.add(this);
            all.forEach(this::submit);
        }

        private void submit(TestIo io) {
            while (!stopped && io.prepare(op, 0, blocks, data).submit(channel).ended()) {
                ended++;
            }
        }

        private void next(TestIo io) {
            ended++;
            submit(io);
        }

        void stop() {
            stopped = true;
        }
    }

    private Load load(int reactor, BdevOp op, int blocks, int depth) {
        bed.run();
        return new Load(reactor, op, blocks, depth);
    }

    private QosLimit asked(Map<String, Long> limits) {
        QosLimit limit = new QosLimit();
        limit.name = "Disk0";
        limit.rw_ios_per_sec = limits.get("rw_ios_per_sec");
        limit.rw_mbytes_per_sec = limits.get("rw_mbytes_per_sec");
        limit.r_mbytes_per_sec = limits.get("r_mbytes_per_sec");
        limit.w_mbytes_per_sec = limits.get("w_mbytes_per_sec");
        return limit;
    }

    private QosLimit set(String name, long value) throws Exception {
        QosLimit limit = asked(Map.of(name, value));
        assertTrue(bed.get(methods.limit(limit)));
        return limit;
    }

    private void lift() throws Exception {
        if (bed.registry().find("Disk0") != null) {
            bed.get(
                    methods.limit(
                            asked(
                                    Map.of(
                                            "rw_ios_per_sec", 0L,
                                            "rw_mbytes_per_sec", 0L,
                                            "r_mbytes_per_sec", 0L,
                                            "w_mbytes_per_sec", 0L))));
        }
    }

    private static void assertNear(double expected, double actual, double share) {
        String told = actual + " instead of " + expected;
        assertTrue(Math.abs(actual - expected) <= expected * share, told);
    }

    private long in(Load load, long nanos) {
        long before = load.ended;
        bed.advance(nanos);
        return load.ended - before;
    }

    @Test
    void shouldLetSoManyIoGoInASecondAndSpreadThemOverIt() throws Exception {
        set("rw_ios_per_sec", 20_000);
        Load load = load(0, BdevOp.READ, 1, 64);
        in(load, 5 * MS);
        long before = load.ended;
        for (int ms = 1; ms <= 1000; ms++) {
            assertNear(20, in(load, MS), 0.05);
        }
        assertEquals(20_000, load.ended - before, 1);
    }

    @Test
    void shouldLimitBytesOfReadsAndWritesApart() throws Exception {
        set("r_mbytes_per_sec", 10);
        set("w_mbytes_per_sec", 40);
        Load reads = load(0, BdevOp.READ, 4, 16);
        Load writes = load(0, BdevOp.WRITE, 1, 16);
        bed.advance(2 * SECOND);
        assertNear(20 * MIB, reads.ended * 4.0 * BLOCK, 0.01);
        assertNear(80 * MIB, writes.ended * 1.0 * BLOCK, 0.01);
    }

    @Test
    void shouldLimitReadsAndWritesTogether() throws Exception {
        set("rw_mbytes_per_sec", 40);
        Load reads = load(0, BdevOp.READ, 1, 16);
        Load writes = load(0, BdevOp.WRITE, 1, 16);
        bed.advance(2 * SECOND);
        assertNear(80 * MIB, (reads.ended + writes.ended) * 1.0 * BLOCK, 0.01);
        assertNear(40 * MIB, reads.ended * 1.0 * BLOCK, 0.05);
    }

    @Test
    void shouldKeepToTheStricterOfTwoLimits() throws Exception {
        set("rw_ios_per_sec", 1000);
        set("rw_mbytes_per_sec", 100);
        Load small = load(0, BdevOp.READ, 1, 16);
        bed.advance(SECOND);
        assertNear(1000, small.ended, 0.02);
        small.stop();
        bed.advance(SECOND);
        Load large = load(0, BdevOp.READ, 256, 16);
        bed.advance(SECOND);
        assertNear(100, large.ended, 0.02);
    }

    @Test
    void shouldLetIoGoThatIsLargerThanAMillisecondAllows() throws Exception {
        set("w_mbytes_per_sec", 1);
        Load load = load(0, BdevOp.WRITE, 32, 4);
        bed.advance(10 * SECOND);
        assertNear(80, load.ended, 0.03);
    }

    @Test
    void shouldShareALimitEquallyBetweenReactorsThatWantMore() throws Exception {
        set("rw_ios_per_sec", 50_000);
        Load one = load(0, BdevOp.READ, 1, 128);
        bed.advance(MS / 20);
        Load other = load(1, BdevOp.READ, 1, 128);
        bed.advance(SECOND);
        assertNear(50_000, one.ended + other.ended, 0.01);
        assertNear(25_000, one.ended, 0.05);
    }

    @Test
    void shouldShareALimitEquallyWhereEachIoIsLargerThanAQuantum() throws Exception {
        set("rw_mbytes_per_sec", 2);
        Load one = load(0, BdevOp.READ, 32, 8);
        Load other = load(1, BdevOp.READ, 32, 8);
        bed.advance(10 * SECOND);
        assertNear(160, one.ended + other.ended, 0.03);
        assertNear(80, one.ended, 0.1);
    }

    @Test
    void shouldGiveOneReactorWhatTheOtherDoesNotUse() throws Exception {
        set("rw_ios_per_sec", 50_000);
        Load heavy = load(0, BdevOp.READ, 1, 128);
        Load light = load(1, BdevOp.READ, 1, 1);
        bed.advance(SECOND);
        assertNear(50_000, heavy.ended + light.ended, 0.01);
        assertTrue(light.ended >= 400, light.ended + " of the one with one I/O at a time");
    }

    @Test
    void shouldNotDelayWritesBecauseReadsHaveUsedUpTheirs() throws Exception {
        set("rw_ios_per_sec", 1_000_000);
        set("r_mbytes_per_sec", 1);
        Load reads = load(0, BdevOp.READ, 1, 16);
        bed.advance(10 * MS);
        long before = reads.ended;
        IoChannel channel = user.channel(bed.reactor());
        for (int i = 0; i < 100; i++) {
            bed.clock().advance(MS / 10);
            TestIo write = new TestIo().prepare(BdevOp.WRITE, 0, 1, new Scatter(BLOCK));
            assertTrue(write.submit(channel).ended(), "write " + i);
        }
        assertEquals(before, reads.ended);
    }

    @Test
    void shouldLetIoThroughAtOnceBelowTheLimit() throws Exception {
        set("rw_ios_per_sec", 2000);
        IoChannel channel = user.channel(bed.reactor());
        for (int i = 0; i < 100; i++) {
            bed.advance(MS);
            TestIo io = new TestIo().prepare(BdevOp.READ, 0, 1, new Scatter(BLOCK));
            assertTrue(io.submit(channel).ended(), "I/O " + i);
        }
        assertEquals(0, bed.get(bed.bdevs().counters("Disk0")).limited());
    }

    @Test
    void shouldMakeUpForTimersThatAreLate() throws Exception {
        set("rw_ios_per_sec", 10_000);
        Load load = load(0, BdevOp.READ, 1, 2048);
        bed.advance(10 * MS);
        long before = load.ended;
        for (int i = 0; i < 10; i++) {
            bed.clock().advance(100 * MS);
            bed.run();
        }
        assertNear(10_000, load.ended - before, 0.02);
    }

    @Test
    void shouldNotLimitWhatDoesNotMoveData() throws Exception {
        set("rw_ios_per_sec", 1000);
        Load load = load(0, BdevOp.READ, 1, 8);
        IoChannel channel = user.channel(bed.reactor());
        TestIo unmap = new TestIo().prepare(BdevOp.UNMAP, 0, 8, null).submit(channel);
        TestIo flush = new TestIo().prepare(BdevOp.FLUSH, 0, 0, null).submit(channel);
        assertTrue(unmap.ended() && flush.ended());
        assertTrue(load.ended < 4);
    }

    @Test
    void shouldLimitTheWritesThatZeroesAreMadeOf() throws Exception {
        set("w_mbytes_per_sec", 1);
        IoChannel channel = user.channel(bed.reactor());
        TestIo io = new TestIo().prepare(BdevOp.WRITE_ZEROES, 0, 1024, null).submit(channel);
        bed.advance(2 * SECOND);
        assertFalse(io.ended());
        bed.advance(2 * SECOND);
        assertTrue(io.ended());
        assertEquals(Status.SUCCESS, io.status());
    }

    private List<TestIo> waiting(int many) {
        IoChannel channel = user.channel(bed.reactor());
        List<TestIo> all =
                IntStream.range(0, many)
                        .mapToObj(i -> new TestIo().prepare(BdevOp.READ, i, 1, new Scatter(BLOCK)))
                        .toList();
        all.forEach(io -> io.submit(channel));
        return all;
    }

    private static long ended(List<TestIo> all) {
        return all.stream().filter(TestIo::ended).count();
    }

    @Test
    void shouldEndWhatIsAbortedAndKeepTheOthersInOrder() throws Exception {
        set("rw_ios_per_sec", 1000);
        List<TestIo> all = waiting(20);
        IoChannel channel = user.channel(bed.reactor());
        TestIo tenth = all.get(10);
        assertTrue(channel.abort(tenth.io()));
        assertEquals(Status.ABORTED_BY_REQUEST, tenth.status());
        assertFalse(channel.abort(tenth.io()));
        assertEquals(channel.inFlight(), 20 - ended(all));
        bed.advance(10 * MS);
        assertTrue(all.get(11).ended() && !all.get(15).ended());
        bed.advance(10 * MS);
        assertEquals(20, ended(all));
    }

    @Test
    void shouldEndWhatWaitsAtAReset() throws Exception {
        set("rw_ios_per_sec", 1000);
        List<TestIo> all = waiting(20);
        long before = ended(all);
        assertEquals(0, bed.perform(user.channel(bed.reactor()), BdevOp.RESET, 0, 0, null));
        assertEquals(20, ended(all));
        long aborted = all.stream().filter(io -> io.status() == Status.ABORTED_BY_REQUEST).count();
        assertEquals(20 - before, aborted);
    }

    @Test
    void shouldLetAllGoWhenTheLimitIsLifted() throws Exception {
        set("rw_ios_per_sec", 1000);
        List<TestIo> all = waiting(50);
        assertTrue(ended(all) < 4);
        lift();
        assertEquals(50, ended(all));
        assertTrue(all.stream().allMatch(io -> io.status() == Status.SUCCESS));
    }

    @Test
    void shouldKeepToANewLimitAtOnce() throws Exception {
        set("w_mbytes_per_sec", 1);
        Load load = load(0, BdevOp.WRITE, 256, 4);
        bed.advance(10 * MS);
        set("w_mbytes_per_sec", 100);
        assertNear(100, in(load, SECOND), 0.02);
        set("w_mbytes_per_sec", 10);
        assertNear(10, in(load, SECOND), 0.1);
    }

    @Test
    void shouldLimitTheChannelsThatAreOpenedLater() throws Exception {
        set("rw_ios_per_sec", 1000);
        Load load = load(1, BdevOp.READ, 1, 8);
        bed.advance(SECOND);
        assertNear(1000, load.ended, 0.02);
    }

    @Test
    void shouldLetAllGoWhenTheDeviceDeparts() throws Exception {
        set("w_mbytes_per_sec", 1);
        List<TestIo> all = writes(user, 8);
        var gone = registration.depart(Departure.MODULE_LEAVING);
        bed.run();
        assertEquals(8, ended(all));
        bed.get(user.retire());
        bed.get(gone);
    }

    @Test
    void shouldLetGoWhatALeavingUserHasUnderWay() throws Exception {
        Owner other = bed.reactors().owner("other");
        BdevDescriptor theirs =
                bed.bdevs().registry(other).open("Disk0", true, (gone, cause) -> {});
        set("w_mbytes_per_sec", 1);
        List<TestIo> all = writes(theirs, 8);
        bed.get(bed.bdevs().leave(other));
        assertEquals(8, ended(all));
        assertTrue(all.stream().allMatch(io -> io.status() == Status.SUCCESS));
        assertEquals(1, page().w_mbytes_per_sec);
    }

    // The first goes at once, and uses up a second.
    private List<TestIo> writes(BdevDescriptor by, int many) {
        IoChannel channel = by.channel(bed.reactor());
        Scatter data = new Scatter(256 * BLOCK);
        List<TestIo> all = IntStream.range(0, many).mapToObj(i -> new TestIo()).toList();
        all.forEach(io -> io.prepare(BdevOp.WRITE, 0, 256, data).submit(channel));
        bed.advance(10 * MS);
        assertEquals(1, ended(all));
        return all;
    }

    @Test
    void shouldWaitInTheDevicesLineAfterThatOfTheLimit() throws Exception {
        set("rw_ios_per_sec", 1000);
        device.hold().depth(2);
        List<TestIo> all = waiting(10);
        bed.advance(20 * MS);
        assertEquals(2, device.held().size());
        assertEquals(0, ended(all));
        device.finishAll();
        bed.run();
        device.finishAll();
        assertEquals(10, ended(all));
    }

    private RateLimitsDTO page() throws Exception {
        BdevMethods.GetBdevs request = new BdevMethods.GetBdevs();
        request.name = "Disk0";
        var shown = new BdevMethods(bed.bdevs(), bed.owner()).getBdevs(request);
        return bed.get(shown).getFirst().assigned_rate_limits;
    }

    @Test
    void shouldShowLimitsRoundedUpAndKeepThoseThatAreNotNamed() throws Exception {
        assertEquals(3000, set("rw_ios_per_sec", 2001).rw_ios_per_sec);
        set("r_mbytes_per_sec", 7);
        RateLimitsDTO page = page();
        assertEquals(3000, page.rw_ios_per_sec);
        assertEquals(7, page.r_mbytes_per_sec);
        assertEquals(0, page.w_mbytes_per_sec);
        set("rw_ios_per_sec", 0);
        assertEquals(0, page().rw_ios_per_sec);
        assertEquals(7, page().r_mbytes_per_sec);
        set("rw_mbytes_per_sec", Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE / MIB, page().rw_mbytes_per_sec);
    }

    @Test
    void shouldRefuseWhatIsNoLimit() {
        assertThrows(RpcException.class, () -> methods.limit(asked(Map.of())));
        var negative = asked(Map.of("r_mbytes_per_sec", -1L));
        var refusal = assertThrows(RpcException.class, () -> methods.limit(negative));
        assertEquals("r_mbytes_per_sec", ((Map<?, ?>) refusal.data()).get("parameter"));
        var other = asked(Map.of("rw_ios_per_sec", 0L));
        other.name = "other";
        assertEquals(-19, assertThrows(RpcException.class, () -> methods.limit(other)).code());
    }
}
