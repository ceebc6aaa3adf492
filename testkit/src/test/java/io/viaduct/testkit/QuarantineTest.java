package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.BdevListener;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Modules that throw again and again, or that do not come back from a call. */
class QuarantineTest {
    private static final Geometry SHAPE = Geometry.of(512, 64);
    private static final int FAULTS_MAX = 8;
    private static final long MINUTE = 60_000_000_000L;
    private static final long STALL = 5_000_000_000L;

    private final TestBed bed = new TestBed();
    private final ScriptedBdev device = new ScriptedBdev("Disk0", SHAPE);
    private final List<String> told = new ArrayList<>();

    QuarantineTest() {
        bed.bdevs()
                .add(
                        new BdevListener() {
                            @Override
                            public void registered(Bdev bdev, Owner owner) {}

                            @Override
                            public void departed(Bdev bdev, Departure cause) {}

                            @Override
                            public void quarantined(Owner who, List<Bdev> devices, String reason) {
                                told.add(who.name() + devices.size() + ": " + reason);
                            }
                        });
    }

    private IoChannel open() throws RpcException {
        // Its only user gives it up as soon as it goes.
        BdevDescriptor[] use = new BdevDescriptor[1];
        use[0] = bed.registry().open("Disk0", true, (gone, cause) -> use[0].retire());
        return use[0].channel(bed.reactor());
    }

    private int read(IoChannel channel) {
        return bed.perform(channel, BdevOp.READ, 0, 1, new Scatter(512));
    }

    private void fail(IoChannel channel) {
        device.fail(new IllegalStateException("a bug"));
        assertEquals(Status.INTERNAL_DEVICE_ERROR, read(channel));
    }

    private void shouldSendOffWhoThrows(BdevRegistry registry) throws Exception {
        registry.register(device);
        IoChannel channel = open();
        for (int i = 0; i < FAULTS_MAX; i++) {
            assertEquals(List.of(), told);
            fail(channel);
        }
        bed.run();
        assertEquals(1, told.size());
        assertTrue(told.getFirst().contains("8 faults"), told.getFirst());
        assertNull(registry.find("Disk0"));
        assertEquals(0, device.channels());
        ScriptedBdev next = new ScriptedBdev("Disk1", SHAPE);
        assertThrows(RpcException.class, () -> registry.register(next));
    }

    @Test
    void shouldSendOffAnInlineModuleThatThrowsAgainAndAgain() throws Exception {
        shouldSendOffWhoThrows(bed.registry());
        bed.close();
    }

    @Test
    void shouldSendOffAnIsolatedModuleThatThrowsAgainAndAgain() throws Exception {
        shouldSendOffWhoThrows(bed.isolatedRegistry());
        bed.get(bed.bdevs().leave(bed.isolatedOwner()));
        assertEquals(0, bed.reactors().sides(), "its thread ends with it");
        bed.close();
    }

    @Test
    void shouldForgiveWhatHappensNowAndThen() throws Exception {
        bed.registry().register(device);
        IoChannel channel = open();
        for (int i = 0; i < 3 * FAULTS_MAX; i++) {
            fail(channel);
            bed.advance(MINUTE / (FAULTS_MAX - 1) + 1);
        }
        assertEquals(List.of(), told);
        assertEquals(0, read(channel));
    }

    @Test
    void shouldNotBlameAModuleForMemoryOfAPeerThatIsGone() throws Exception {
        bed.registry().register(device);
        IoChannel channel = open();
        for (int i = 0; i < 2 * FAULTS_MAX; i++) {
            device.fail(new InternalError("a page is gone"));
            assertEquals(Status.DATA_TRANSFER_ERROR, read(channel));
        }
        bed.run();
        assertEquals(List.of(), told);
    }

    @Test
    void shouldSendOffAModuleWhoseThreadDoesNotMove() throws Exception {
        bed.isolatedRegistry().register(device);
        IoChannel channel = open();
        bed.run();
        TestIo io = new TestIo().prepare(BdevOp.READ, 0, 1, new Scatter(512)).submit(channel);
        // The thread of all others goes on; that of the module is not turned.
        bed.reactors().stepped().getFirst().step();
        assertTrue(bed.bdevs().lookForStalls(STALL));
        bed.clock().advance(STALL - 1);
        bed.bdevs().lookForStalls(STALL);
        assertEquals(List.of(), told);
        bed.clock().advance(1);
        bed.bdevs().lookForStalls(STALL);
        assertEquals(1, told.size());
        assertNull(bed.registry().find("Disk0"));
        assertFalse(io.ended(), "its memory is the module's until that gives it back");
        bed.runUntil(io::ended);
        assertEquals(0, io.status());
        bed.run();
        assertEquals(0, device.channels());
        bed.close();
    }

    @Test
    void shouldLetAModuleBeSlowThatMoves() throws Exception {
        bed.isolatedRegistry().register(device);
        IoChannel channel = open();
        device.hold();
        TestIo io = new TestIo().prepare(BdevOp.READ, 0, 1, new Scatter(512)).submit(channel);
        for (int i = 0; i < 10; i++) {
            bed.run();
            bed.clock().advance(STALL / 2);
            bed.bdevs().lookForStalls(STALL);
        }
        assertEquals(List.of(), told);
        device.finish(0);
        bed.runUntil(io::ended);
    }

    @Test
    void shouldTellAnIsolatedModuleThatItCannotStandOnOthers() throws Exception {
        bed.registry().register(device);
        RpcException refusal =
                assertThrows(
                        RpcException.class,
                        () -> bed.isolatedRegistry().open("Disk0", true, (gone, cause) -> {}));
        assertTrue(refusal.data().toString().contains("inline=true"), refusal.data().toString());
        assertSame(device, bed.isolatedRegistry().find("Disk0"));
    }

    @Test
    void shouldWaitForTheChannelAtTheFarEndBeforeADeviceIsGone() throws Exception {
        var registration = bed.isolatedRegistry().register(device);
        read(open());
        assertEquals(1, device.channels());
        CompletionStage<Void> gone = registration.depart(Departure.DELETED);
        bed.get(gone);
        assertEquals(0, device.channels());
    }
}
