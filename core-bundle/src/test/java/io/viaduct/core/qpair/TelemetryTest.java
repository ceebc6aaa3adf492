package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.AsyncEvent;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.TelemetryLog;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

class TelemetryTest {
    private static final int TELEMETRY_CHANGED = 0x0008_0202;

    private final Rig rig = new Rig(2, 8, TargetOptions.of("1.2.3"));
    private final FakeDevice disk = Rig.disk();
    private final Host admin;

    TelemetryTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
    }

    private MemorySegment create() {
        return admin.call(
                        AdminOpcode.GET_LOG_PAGE,
                        512,
                        sqe -> {
                            LogPageCommand.lid(ALL, sqe, LogId.TELEMETRY_HOST_INITIATED);
                            LogPageCommand.lsp(ALL, sqe, TelemetryLog.LSP_CREATE);
                            LogPageCommand.numd(ALL, sqe, 127);
                        })
                .ok()
                .page();
    }

    private String text(int lid, int blocks) {
        byte[] all = new byte[blocks * 512];
        for (int block = 0; block < blocks; block++) {
            MemorySegment part = admin.log(lid, 512 + block * 512L, 512, true).ok().page();
            MemorySegment.copy(part, ValueLayout.JAVA_BYTE, 0, all, block * 512, 512);
        }
        return new String(all, StandardCharsets.UTF_8);
    }

    private void failRead(Host io, int status) {
        disk.failNext(status);
        Request read = io.blocks(IoOpcode.READ, 0, 1);
        read.begin(512);
        read.execute();
        assertEquals(status, Status.code(io.answer().status()));
        rig.settle();
    }

    @Test
    @Proves("features 3.4 07h and 08h telemetry")
    void shouldTellTheHostItsStateAsItWasWhenAskedFor() {
        MemorySegment before = admin.log(LogId.TELEMETRY_HOST_INITIATED, 0, 512, true).ok().page();
        assertEquals(0, TelemetryLog.lastBlock1(before, 0));
        assertEquals(0, TelemetryLog.hostGeneration(before, 0));
        MemorySegment header = create();
        int blocks = TelemetryLog.lastBlock1(header, 0);
        assertEquals(LogId.TELEMETRY_HOST_INITIATED, TelemetryLog.lid(header, 0));
        assertEquals(1, TelemetryLog.hostGeneration(header, 0));
        assertEquals(blocks, TelemetryLog.lastBlock2(header, 0));
        assertEquals(blocks, TelemetryLog.lastBlock3(header, 0));
        String text = text(LogId.TELEMETRY_HOST_INITIATED, blocks);
        assertTrue(text.startsWith("viaduct 1.2.3\n"), text);
        assertTrue(text.contains("controller 1 of host " + Rig.HOSTNQN + "\n"), text);
        assertTrue(text.contains("namespace 1, " + disk.uuid() + ", 8192 blocks of 512\n"), text);
        rig.io(admin, 1, 1);
        assertEquals(text, text(LogId.TELEMETRY_HOST_INITIATED, blocks), "it is as it was");
        header = create();
        assertEquals(2, TelemetryLog.hostGeneration(header, 0));
        String later = text(LogId.TELEMETRY_HOST_INITIATED, TelemetryLog.lastBlock1(header, 0));
        assertTrue(later.contains("queue on reactor 1, peer"), later);
        assertNotEquals(text, later);
    }

    @Test
    @Proves("features 3.4 07h and 08h telemetry")
    void shouldKeepItsStateAtTheFirstFaultAndTellOfIt() {
        int wanted = AsyncEvent.CONFIG_TELEMETRY_LOG;
        admin.setFeature(FeatureId.ASYNC_EVENT_CONFIGURATION, wanted).ok();
        admin.awaitEvent();
        admin.awaitEvent();
        Host io = rig.io(admin, 1, 1);
        failRead(io, Status.COMPARE_FAILURE);
        assertNull(admin.answer(), "that is no fault");
        failRead(io, Status.UNRECOVERED_READ_ERROR);
        assertEquals(TELEMETRY_CHANGED, admin.answer().ok().dw0());
        failRead(io, Status.INTERNAL_DEVICE_ERROR);
        assertNull(admin.answer(), "the host has not read of the first one");
        int lid = LogId.TELEMETRY_CTRLR_INITIATED;
        MemorySegment header = admin.log(lid, 0, 512, true).ok().page();
        assertEquals(1, TelemetryLog.available(header, 0));
        assertEquals(1, TelemetryLog.generation(header, 0));
        assertEquals("UNRECOVERED_READ_ERROR on queue 1", TelemetryLog.reasonText(header, 0));
        String text = text(lid, TelemetryLog.lastBlock3(header, 0));
        assertTrue(text.contains("media errors 1\n"), text);
        admin.log(lid, 0, 512, false).ok();
        header = admin.log(lid, 0, 512, true).ok().page();
        assertEquals(0, TelemetryLog.available(header, 0));
        failRead(io, Status.INTERNAL_DEVICE_ERROR);
        assertEquals(TELEMETRY_CHANGED, admin.answer().ok().dw0());
        header = admin.log(lid, 0, 512, true).ok().page();
        assertEquals(2, TelemetryLog.generation(header, 0));
        assertEquals("INTERNAL_DEVICE_ERROR on queue 1", TelemetryLog.reasonText(header, 0));
    }

    @Test
    @Proves("features 3.4 offset")
    void shouldRefuseToReadBeyondTheTelemetryThatThereIs() {
        int invalid = Status.withDnr(Status.INVALID_FIELD);
        int lid = LogId.TELEMETRY_HOST_INITIATED;
        assertEquals(invalid, admin.log(lid, 516, 512, true).status());
        int end = 512 + 512 * TelemetryLog.lastBlock1(create(), 0);
        admin.log(lid, end, 512, true).ok();
        assertEquals(invalid, admin.log(lid, end + 4, 512, true).status());
    }
}
