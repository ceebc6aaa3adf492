package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.FeatureCommand;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.Timestamp;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

class FeatureTest {
    private static final int INVALID = Status.withDnr(Status.INVALID_FIELD);
    private static final long TIME = 0x1234_5678_9abcL;

    private final Rig rig = new Rig();
    private final Host admin;

    FeatureTest() {
        rig.with(1, Rig.disk()).publish();
        admin = rig.admin();
    }

    private int select(int fid, int select) {
        return admin.getFeature(fid | select << 8).ok().dw0();
    }

    @Test
    @Proves("features 3.2 Get Features")
    void shouldTellCurrentDefaultAndSavedValues() {
        admin.setFeature(FeatureId.TEMPERATURE_THRESHOLD, 300).ok();
        assertEquals(300, select(FeatureId.TEMPERATURE_THRESHOLD, FeatureCommand.SELECT_CURRENT));
        assertEquals(0x157, select(FeatureId.TEMPERATURE_THRESHOLD, 1));
        assertEquals(0x157, select(FeatureId.TEMPERATURE_THRESHOLD, 2));
        assertEquals(4, select(FeatureId.TEMPERATURE_THRESHOLD, 3));
        assertEquals(0, select(FeatureId.HOST_IDENTIFIER, 3));
        assertEquals(INVALID, admin.getFeature(FeatureId.ARBITRATION | 4 << 8).status());
    }

    @Test
    @Proves("features 3.2 Set Features")
    void shouldRefuseToSetForOneNamespaceWhatTheControllerHasOnce() {
        int status =
                admin.call(
                                AdminOpcode.SET_FEATURES,
                                0,
                                sqe -> {
                                    Sqe.nsid(ALL, sqe, 1);
                                    Sqe.cdw10(ALL, sqe, FeatureId.VOLATILE_WRITE_CACHE);
                                })
                        .status();
        assertEquals(Status.withDnr(Status.FEATURE_NOT_NAMESPACE_SPECIFIC), status);
        admin.call(
                        AdminOpcode.SET_FEATURES,
                        0,
                        sqe -> {
                            Sqe.nsid(ALL, sqe, -1);
                            Sqe.cdw10(ALL, sqe, FeatureId.VOLATILE_WRITE_CACHE);
                        })
                .ok();
    }

    @Test
    @Proves("features 3.2 other features")
    void shouldRefuseValuesThatItDoesNotHave() {
        assertEquals(INVALID, admin.setFeature(FeatureId.POWER_MANAGEMENT, 1).status());
        assertEquals(INVALID, admin.setFeature(FeatureId.ERROR_RECOVERY, 1 << 16).status());
        assertEquals(INVALID, admin.setFeature(FeatureId.TEMPERATURE_THRESHOLD, 1 << 16).status());
        assertEquals(INVALID, admin.setFeature(FeatureId.TEMPERATURE_THRESHOLD, 2 << 20).status());
        assertEquals(
                Status.withDnr(Status.IOCS_COMBINATION_REJECTED),
                admin.setFeature(FeatureId.IO_COMMAND_SET_PROFILE, 1).status());
        assertEquals(INVALID, admin.getFeature(FeatureId.HOST_RESERVE_PERSIST).status());
        assertEquals(INVALID, admin.setFeature(FeatureId.HOST_RESERVE_MASK, 0).status());
    }

    @Test
    @Proves("features 3.2 Timestamp")
    void shouldGoOnFromTheTimeThatTheHostTells() {
        rig.advance(1_500_000_000L);
        assertTimestamp(1500, Timestamp.ORIGIN_RESET, 0);
        byte[] time = {(byte) 0xbc, (byte) 0x9a, 0x78, 0x56, 0x34, 0x12, 0, 0};
        admin.call(AdminOpcode.SET_FEATURES, time, sqe -> Sqe.cdw10(ALL, sqe, FeatureId.TIMESTAMP))
                .ok();
        rig.advance(2_000_000L);
        assertTimestamp(TIME + 2, Timestamp.ORIGIN_HOST, 0);
        assertTimestamp(0, Timestamp.ORIGIN_RESET, FeatureCommand.SELECT_DEFAULT);
        admin.setProperty(0x14, 0).ok();
        admin.enable();
        assertTimestamp(0, Timestamp.ORIGIN_RESET, 0);
    }

    private void assertTimestamp(long milliseconds, int origin, int select) {
        MemorySegment page =
                admin.call(
                                AdminOpcode.GET_FEATURES,
                                8,
                                sqe -> Sqe.cdw10(ALL, sqe, FeatureId.TIMESTAMP | select << 8))
                        .ok()
                        .page();
        assertEquals(milliseconds, Timestamp.milliseconds(page, 0));
        assertEquals(origin, Timestamp.origin(page, 0));
    }
}
