package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.CommandEffects;
import io.viaduct.api.nvme.ErrorLogEntry;
import io.viaduct.api.nvme.FirmwareLog;
import io.viaduct.api.nvme.HealthLog;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

class LogTest {
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MINUTE = 60_000_000_000L;
    private static final long HOUR = 60 * MINUTE;

    private final Rig rig = new Rig();
    private final FakeDevice disk = Rig.disk();
    private final Host admin;

    LogTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
    }

    private MemorySegment page(int lid, int bytes) {
        return admin.log(lid, 0, bytes, false).ok().page();
    }

    private void io(Host io, int opcode, int blocks) {
        Request request = io.blocks(opcode, 0, blocks);
        request.begin(blocks * 512L);
        request.execute();
        io.answer();
    }

    @Test
    @Proves("features 3.4 02h SMART")
    void shouldCountWhatTheHostHasMoved() {
        Host io = rig.io(admin, 1, 0);
        for (int i = 0; i < 4; i++) {
            io(io, IoOpcode.WRITE, 256);
        }
        io(io, IoOpcode.WRITE, 1);
        disk.failNext(Status.WRITE_FAULTS);
        io(io, IoOpcode.WRITE, 1);
        io.transport.close();
        rig.settle();
        Host second = rig.io(admin, 2, 0);
        io(second, IoOpcode.READ, 1);
        rig.advance(3 * HOUR);
        MemorySegment page = page(LogId.HEALTH_INFORMATION, 512);
        assertEquals(1, HealthLog.dataUnitsRead(page, 0));
        assertEquals(2, HealthLog.dataUnitsWritten(page, 0));
        assertEquals(1, HealthLog.hostReadCommands(page, 0));
        assertEquals(5, HealthLog.hostWriteCommands(page, 0));
        assertEquals(1, HealthLog.mediaErrors(page, 0));
        assertEquals(3, HealthLog.powerOnHours(page, 0));
        assertEquals(1, HealthLog.numErrorInfoLogEntries(page, 0));
        assertEquals(0, HealthLog.criticalWarning(page, 0));
    }

    @Test
    @Proves("features 3.4 02h SMART of a namespace")
    void shouldCountWhatAllHostsHaveMovedOfANamespace() {
        var second = new Rig(2, 8, TargetOptions.of("1"));
        second.with(1, disk).with(2, Rig.disk()).publish();
        Host one = second.admin();
        Host other = second.host(1).connectAdmin().enable();
        io(second.io(one, 1, 0), IoOpcode.WRITE, 8);
        io(second.io(other, 1, 1), IoOpcode.WRITE, 8);
        io(second.io(other, 2, 0), IoOpcode.READ, 8);
        MemorySegment page = health(one, 1).ok().page();
        assertEquals(2, HealthLog.hostWriteCommands(page, 0));
        assertEquals(1, HealthLog.hostReadCommands(page, 0));
        assertEquals(1, HealthLog.dataUnitsWritten(page, 0));
        assertEquals(0, HealthLog.hostWriteCommands(health(one, 2).ok().page(), 0));
        second.without(1).publish();
        assertEquals(Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT), health(one, 1).status());
        second.with(1, disk).publish();
        assertEquals(0, HealthLog.hostWriteCommands(health(one, 1).ok().page(), 0));
    }

    private static Answer health(Host host, int nsid) {
        return host.call(
                AdminOpcode.GET_LOG_PAGE,
                512,
                sqe -> {
                    Sqe.nsid(ALL, sqe, nsid);
                    LogPageCommand.lid(ALL, sqe, LogId.HEALTH_INFORMATION);
                    LogPageCommand.numd(ALL, sqe, 127);
                });
    }

    @Test
    @Proves("features 3.4 02h SMART")
    void shouldTellForHowLongTheBusiestQueueWasBusy() {
        disk.slow();
        Host io = rig.io(admin, 1, 0);
        Request first = io.blocks(IoOpcode.READ, 0, 1);
        first.begin(512);
        first.execute();
        rig.advance(MINUTE);
        Request second = io.blocks(IoOpcode.READ, 0, 1);
        second.begin(512);
        second.execute();
        rig.advance(MINUTE);
        assertEquals(0, HealthLog.controllerBusyTime(page(LogId.HEALTH_INFORMATION, 512), 0));
        disk.finish();
        disk.finish();
        rig.advance(HOUR);
        assertEquals(2, HealthLog.controllerBusyTime(page(LogId.HEALTH_INFORMATION, 512), 0));
        io.transport.close();
        rig.settle();
        assertEquals(2, HealthLog.controllerBusyTime(page(LogId.HEALTH_INFORMATION, 512), 0));
    }

    @Test
    @Proves("features 3.4 namespace of a page")
    void shouldRefuseOneNamespacesPartOfWhatIsTheControllers() {
        int status =
                admin.call(
                                AdminOpcode.GET_LOG_PAGE,
                                512,
                                sqe -> {
                                    Sqe.nsid(ALL, sqe, 1);
                                    LogPageCommand.lid(ALL, sqe, LogId.FIRMWARE_SLOT);
                                    LogPageCommand.numd(ALL, sqe, 127);
                                })
                        .status();
        assertEquals(Status.withDnr(Status.INVALID_FIELD), status);
    }

    @Test
    @Proves("features 3.4 01h errors")
    void shouldKeepFailedCommandsNewestFirst() {
        Host io = rig.io(admin, 1, 0);
        Request beyond = io.blocks(IoOpcode.READ, 8192, 1);
        int cid = Sqe.cid(ALL, beyond.sqe());
        beyond.begin(512);
        beyond.execute();
        io.answer();
        admin.getFeature(0x7e);
        MemorySegment page = page(LogId.ERROR, 4096);
        assertEquals(2, ErrorLogEntry.errorCount(page, 0));
        assertEquals(0, ErrorLogEntry.sqid(page, 0));
        assertEquals(Status.withDnr(Status.INVALID_FIELD), ErrorLogEntry.status(page, 0));
        assertEquals(ErrorLogEntry.location(40, 0), ErrorLogEntry.errorLocation(page, 0));
        assertEquals(1, ErrorLogEntry.errorCount(page, 64));
        assertEquals(1, ErrorLogEntry.sqid(page, 64));
        assertEquals(cid, ErrorLogEntry.cid(page, 64));
        assertEquals(Status.withDnr(Status.LBA_OUT_OF_RANGE), ErrorLogEntry.status(page, 64));
        assertEquals(ErrorLogEntry.NO_LOCATION, ErrorLogEntry.errorLocation(page, 64));
        assertEquals(8192, ErrorLogEntry.lba(page, 64));
        assertEquals(1, ErrorLogEntry.nsid(page, 64));
        assertEquals(3, ErrorLogEntry.trtype(page, 64));
        assertEquals(0, ErrorLogEntry.errorCount(page, 128));
    }

    @Test
    @Proves("features 3.4 01h errors")
    void shouldDropTheOldestFailures() {
        for (int i = 0; i < 100; i++) {
            admin.getFeature(0x7e);
        }
        MemorySegment page = page(LogId.ERROR, 4096);
        for (int i = 0; i < 64; i++) {
            assertEquals(100 - i, ErrorLogEntry.errorCount(page, i * 64L));
        }
    }

    @Test
    @Proves("features 3.4 03h firmware")
    void shouldNameItsFirmware() {
        MemorySegment page = page(LogId.FIRMWARE_SLOT, 512);
        assertEquals(1, FirmwareLog.activeSlot(page, 0));
        assertEquals("1.2.3", FirmwareLog.revisionText(page, 0, 1).strip());
    }

    @Test
    @Proves("features 3.4 05h effects")
    void shouldServeExactlyTheCommandsThatItLists() {
        MemorySegment page = page(LogId.COMMAND_EFFECTS, 4096);
        int unknown = Status.withDnr(Status.INVALID_OPCODE);
        Host io = rig.io(admin, 1, 0);
        for (int opcode = 0; opcode < 256; opcode++) {
            if (opcode != AdminOpcode.FABRICS && opcode != AdminOpcode.ASYNC_EVENT_REQUEST) {
                boolean listed = CommandEffects.admin(page, 0, opcode) != 0;
                int status = statusOf(admin, opcode);
                assertEquals(listed, status != unknown, "admin opcode " + opcode);
            }
            if (opcode != AdminOpcode.FABRICS) {
                boolean listed = CommandEffects.io(page, 0, opcode) != 0;
                assertEquals(listed, statusOf(io, opcode) != unknown, "I/O opcode " + opcode);
            }
        }
        int write = CommandEffects.io(page, 0, IoOpcode.WRITE);
        assertEquals(CommandEffects.CSUPP | CommandEffects.LBCC, write & 0xffff);
    }

    private static int statusOf(Host host, int opcode) {
        Request request = host.request(opcode);
        request.begin(4096);
        request.execute();
        return host.answer().status();
    }

    @Test
    @Proves({"features 3.4 00h supported pages", "features 3.4 13h NVMe-MI effects"})
    void shouldServeExactlyTheLogsThatItLists() {
        MemorySegment page = page(LogId.SUPPORTED_LOG_PAGES, 1024);
        for (int lid = 0; lid < 256; lid++) {
            int status = admin.log(lid, 0, 4, true).status();
            boolean listed = page.get(U32, lid * 4L) != 0;
            // Persistent events are read in a context.
            int served =
                    lid == LogId.PERSISTENT_EVENT_LOG
                            ? Status.withDnr(Status.COMMAND_SEQUENCE_ERROR)
                            : Status.SUCCESS;
            assertEquals(listed, status == served, "log " + lid);
        }
    }

    @Test
    @Proves({
        "features 3.2 Get Features",
        "features 3.2 other features",
        "features 3.4 12h features"
    })
    void shouldOfferExactlyTheFeaturesThatItLists() {
        MemorySegment page = page(LogId.FEATURE_IDS_EFFECTS, 1024);
        int invalid = Status.withDnr(Status.INVALID_FIELD);
        for (int fid = 0; fid < 256; fid++) {
            int status = admin.getFeature(fid | 3 << 8).status();
            boolean listed = page.get(U32, fid * 4L) != 0;
            assertEquals(listed, status == Status.SUCCESS, "feature " + fid);
            if (listed) {
                assertNotEquals(invalid, admin.setFeature(fid, 0).status(), "feature " + fid);
            }
            if (listed) {
                int saved = admin.call(AdminOpcode.SET_FEATURES, 0, withSave(fid)).status();
                assertEquals(Status.withDnr(Status.FEATURE_ID_NOT_SAVEABLE), saved);
            }
        }
    }

    private static LongConsumer withSave(int fid) {
        return sqe -> Sqe.cdw10(ALL, sqe, fid | 1 << 31);
    }

    @Test
    @Proves("features 3.4 offset")
    void shouldNotServeIndexOffsetsOrOtherCommandSets() {
        int invalid = Status.withDnr(Status.INVALID_FIELD);
        for (boolean index : new boolean[] {true, false}) {
            int status =
                    admin.call(
                                    AdminOpcode.GET_LOG_PAGE,
                                    512,
                                    sqe -> {
                                        LogPageCommand.lid(ALL, sqe, LogId.ERROR);
                                        LogPageCommand.ot(ALL, sqe, index);
                                        LogPageCommand.csi(ALL, sqe, index ? 0 : 2);
                                    })
                            .status();
            assertEquals(invalid, status);
        }
    }
}
