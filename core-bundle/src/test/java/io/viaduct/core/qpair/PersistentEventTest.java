package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.PersistentEvent;
import io.viaduct.api.nvme.PersistentEventLog;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.Timestamp;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

class PersistentEventTest {
    private static final int SEQUENCE = Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
    private static final int ESTABLISH = PersistentEventLog.ACTION_ESTABLISH;
    private static final int READ = PersistentEventLog.ACTION_READ;
    private static final int RELEASE = PersistentEventLog.ACTION_RELEASE;
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Rig rig = new Rig();
    private final Host admin;

    PersistentEventTest() {
        rig.with(1, Rig.disk()).publish();
        admin = rig.admin();
    }

    private Answer log(int action, long offset, int bytes) {
        return log(admin, action, offset, bytes);
    }

    private static Answer log(Host host, int action, long offset, int bytes) {
        return host.call(
                AdminOpcode.GET_LOG_PAGE,
                bytes,
                sqe -> {
                    LogPageCommand.lid(ALL, sqe, LogId.PERSISTENT_EVENT_LOG);
                    LogPageCommand.lsp(ALL, sqe, action);
                    LogPageCommand.lpo(ALL, sqe, offset);
                    LogPageCommand.numd(ALL, sqe, bytes / 4 - 1);
                });
    }

    private static List<Long> events(MemorySegment page) {
        List<Long> all = new ArrayList<>();
        long at = PersistentEventLog.LENGTH;
        for (int i = 0; i < PersistentEventLog.events(page, 0); i++) {
            all.add(at);
            at = PersistentEvent.next(page, at);
        }
        assertEquals(PersistentEventLog.totalLength(page, 0), at);
        return all;
    }

    private static List<Integer> types(MemorySegment page) {
        return events(page).stream().map(at -> PersistentEvent.type(page, at)).toList();
    }

    @Test
    @Proves("features 3.4 0Dh persistent events")
    void shouldRecordWhatHappensToTheSubsystem() {
        admin.setFeature(FeatureId.ARBITRATION, 7).ok();
        rig.without(1).publish();
        MemorySegment page = log(ESTABLISH, 0, 4096).ok().page();
        assertEquals(LogId.PERSISTENT_EVENT_LOG, PersistentEventLog.lid(page, 0));
        assertEquals(512 - 20, PersistentEventLog.headerLength(page, 0));
        assertEquals(Rig.NQN, PersistentEventLog.subnqnText(page, 0));
        assertEquals("SN0001", PersistentEventLog.snText(page, 0));
        assertEquals("Viaduct disk", PersistentEventLog.mnText(page, 0));
        assertEquals(1, PersistentEventLog.powerCycles(page, 0));
        assertTrue(Timestamp.milliseconds(page, PersistentEventLog.timestamp(0)) > 1L << 40);
        List<Long> all = events(page);
        assertEquals(List.of(0x06, 0x0b, 0x04, 0x06), types(page));
        long gone = PersistentEvent.data(all.get(0));
        assertEquals(PersistentEvent.NAMESPACE_DELETED, page.get(U32, gone));
        assertEquals(Rig.BLOCKS, page.get(U32, gone + 8));
        assertEquals(1, page.get(U32, gone + 44));
        long set = PersistentEvent.data(all.get(1));
        assertEquals(6, page.get(U32, set));
        assertEquals(FeatureId.ARBITRATION, page.get(U32, set + 4));
        assertEquals(7, page.get(U32, set + 8));
        assertEquals(admin.cntlid, PersistentEvent.cntlid(page, all.get(2)));
        long reset = PersistentEvent.data(all.get(2));
        assertEquals("1.2.3", page.getString(reset).strip());
        assertEquals(admin.cntlid, page.get(U32, reset + 8));
        for (int type : types(page)) {
            assertTrue(PersistentEventLog.supported(page, 0, type));
        }
        assertFalse(PersistentEventLog.supported(page, 0, 0x07));
    }

    @Test
    @Proves("features 3.4 0Dh persistent events")
    void shouldKeepThePictureThatTheHostReads() {
        assertEquals(SEQUENCE, log(READ, 0, 512).status());
        long length = PersistentEventLog.totalLength(log(ESTABLISH, 0, 512).ok().page(), 0);
        admin.setFeature(FeatureId.ARBITRATION, 7).ok();
        MemorySegment again = log(READ, 0, 4096).ok().page();
        assertEquals(length, PersistentEventLog.totalLength(again, 0));
        MemorySegment part = log(READ, 512, 24).ok().page();
        assertEquals(-1, part.mismatch(again.asSlice(512, 24)));
        assertEquals(SEQUENCE, log(ESTABLISH, 0, 512).status());
        assertEquals(Status.withDnr(Status.INVALID_FIELD), log(READ, length + 4, 512).status());
        log(RELEASE, 0, 512).ok();
        log(RELEASE, 0, 512).ok();
        assertEquals(SEQUENCE, log(READ, 0, 512).status());
        MemorySegment header =
                log(PersistentEventLog.ACTION_ESTABLISH_AND_READ_HEADER, 4, 512).ok().page();
        assertTrue(PersistentEventLog.totalLength(header, 0) > length);
        assertEquals(2, PersistentEventLog.generation(header, 0));
        log(READ, 0, 512).ok();
    }

    @Test
    @Proves("features 3.4 0Dh persistent events")
    void shouldOutliveTheControllerButNotItsContext() {
        log(ESTABLISH, 0, 512).ok();
        admin.setProperty(0x14, 0).ok();
        admin.enable();
        assertEquals(SEQUENCE, log(READ, 0, 512).status());
        assertEquals(List.of(0x04, 0x04, 0x06), types(log(ESTABLISH, 0, 4096).ok().page()));
        admin.transport.close();
        rig.settle();
        Host next = rig.admin();
        byte[] time = {1, 0, 0, 0, 0, 0, 0, 0};
        next.call(AdminOpcode.SET_FEATURES, time, sqe -> Sqe.cdw10(ALL, sqe, FeatureId.TIMESTAMP))
                .ok();
        MemorySegment page = log(next, ESTABLISH, 0, 4096).ok().page();
        assertEquals(List.of(0x03, 0x04, 0x04, 0x04, 0x06), types(page));
    }

    @Test
    void shouldDropTheOldestEvents() {
        for (int i = 0; i < 2000; i++) {
            admin.setFeature(FeatureId.ARBITRATION, i).ok();
        }
        MemorySegment header = log(ESTABLISH, 0, 512).ok().page();
        assertTrue(PersistentEventLog.totalLength(header, 0) < 64 << 10);
        int events = PersistentEventLog.events(header, 0);
        long last = 512 + (events - 1L) * (24 + 28);
        MemorySegment oldest = log(READ, last, 52).ok().page();
        assertEquals(2000 - events, oldest.get(U32, 24 + 8));
    }
}
