package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Cap;
import io.viaduct.api.nvme.Cc;
import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ControllerProperty;
import io.viaduct.api.nvme.Csts;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.PropertyCommand;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.Vs;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;
import io.viaduct.core.qpair.TargetOptions.DuplicateHosts;

import org.junit.jupiter.api.Test;

import java.util.Set;

class ControllerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ENABLE =
            Cc.iocqes(Cc.iosqes(Cc.css(Cc.enabled(0, true), Cc.CSS_IOCS), 6), 4);

    private final Rig rig = new Rig();
    private final FakeDevice disk = Rig.disk();

    {
        rig.with(1, disk).publish();
    }

    private static long property(Host host, int offset, int size) {
        return host.getProperty(offset, size).ok().result();
    }

    @Test
    @Proves({"features 1 register access", "features 3.2 Property Get and Set"})
    void shouldOfferWhatALinuxHostAsksForInCap() {
        Host host = rig.host().connectAdmin();
        long cap = property(host, ControllerProperty.CAP, PropertyCommand.SIZE_8);
        assertEquals(127, Cap.mqes(cap));
        assertTrue(Cap.cqr(cap));
        assertEquals(30, Cap.to(cap));
        assertEquals(0, Cap.dstrd(cap));
        assertEquals(Cap.CSS_NVM | Cap.CSS_IOCS, Cap.css(cap));
        assertEquals(0, Cap.mpsmin(cap));
        assertEquals(0, Cap.mpsmax(cap));
        assertTrue(Cap.crwms(cap));
        assertFalse(Cap.nssrs(cap));
        assertEquals(Vs.V2_0, property(host, ControllerProperty.VS, PropertyCommand.SIZE_4));
        assertEquals(30, property(host, ControllerProperty.CRTO, PropertyCommand.SIZE_4));
    }

    @Test
    @Proves("features 1 register access")
    void shouldRefusePropertiesOfWrongSizeOrThatItLacks() {
        Host host = rig.host().connectAdmin();
        int invalid = Status.withDnr(Status.INVALID_FIELD);
        assertEquals(invalid, host.getProperty(ControllerProperty.CAP, 0).status());
        assertEquals(invalid, host.getProperty(ControllerProperty.CC, 1).status());
        assertEquals(invalid, host.getProperty(ControllerProperty.NSSR, 0).status());
        assertEquals(invalid, host.setProperty(ControllerProperty.NSSR, 0x4e564d65).status());
        assertEquals(invalid, host.setProperty(ControllerProperty.CSTS, 0).status());
    }

    @Test
    @Proves("features 3.2 CC.EN")
    void shouldBecomeReadyWhenEnabled() {
        Host host = rig.host().connectAdmin();
        assertEquals(0, host.csts());
        host.setProperty(ControllerProperty.CC, ENABLE).ok();
        assertTrue(Csts.ready(host.csts()));
        assertEquals(ENABLE, property(host, ControllerProperty.CC, PropertyCommand.SIZE_4));
    }

    @Test
    @Proves("features 3.2 CC fields")
    void shouldRefuseConfigurationsThatItLacks() {
        Host host = rig.host().connectAdmin();
        int invalid = Status.withDnr(Status.INVALID_FIELD);
        int[] bad = {
            Cc.mps(ENABLE, 1), Cc.ams(ENABLE, 1), Cc.css(ENABLE, 1), Cc.shutdownNotification(0, 3)
        };
        for (int cc : bad) {
            assertEquals(invalid, host.setProperty(ControllerProperty.CC, cc).status());
        }
        assertFalse(Csts.ready(host.csts()));
    }

    @Test
    void shouldRefuseAdminCommandsUntilEnabled() {
        Host host = rig.host().connectAdmin();
        assertEquals(Status.withDnr(Status.COMMAND_SEQUENCE_ERROR), host.identify(1, 0).status());
        host.enable().identify(1, 0).ok();
    }

    @Test
    @Proves({"features 1 no queue commands", "features 3.2 unknown opcodes"})
    void shouldRefuseUnknownOpcodes() {
        Host admin = rig.admin();
        int unknown = Status.withDnr(Status.INVALID_OPCODE);
        assertEquals(unknown, admin.call(AdminOpcode.FORMAT_NVM, 0, sqe -> {}).status());
        assertEquals(unknown, rig.io(admin, 1, 0).call(0x7a, 0, sqe -> {}).status());
        assertEquals(unknown, rig.io(admin, 2, 0).call(AdminOpcode.FABRICS, 0, sqe -> {}).status());
    }

    @Test
    @Proves("features 3.2 CC.EN")
    void shouldDisconnectIoQueuesOnResetAndStayBusyUntilTheyAreDrained() {
        Host admin = rig.admin();
        Host io = rig.io(admin, 1, 0);
        disk.slow();
        Request read = io.blocks(IoOpcode.READ, 0, 8);
        read.begin(4096);
        read.execute();
        admin.awaitEvent();
        Answer event = admin.setProperty(ControllerProperty.CC, Cc.enabled(ENABLE, false));
        assertEquals(Status.ABORTED_SQ_DELETION, event.status());
        admin.answer().ok();
        assertEquals("controller reset", io.transport.disconnectedWhy);
        assertTrue(Csts.ready(admin.csts()));
        io.transport.close();
        rig.settle();
        assertTrue(Csts.ready(admin.csts()), "a command is at the device");
        disk.finish();
        rig.settle();
        assertFalse(Csts.ready(admin.csts()));
        admin.enable();
        rig.io(admin, 1, 0);
    }

    @Test
    @Proves("features 3.2 CC.SHN")
    void shouldShutDown() {
        Host admin = rig.admin();
        Host io = rig.io(admin, 1, 0);
        int cc = Cc.shutdownNotification(ENABLE, Cc.SHN_NORMAL);
        admin.setProperty(ControllerProperty.CC, cc).ok();
        assertEquals(Csts.SHST_OCCURRING, Csts.shutdownStatus(admin.csts()));
        io.transport.close();
        rig.settle();
        assertEquals(Csts.SHST_COMPLETE, Csts.shutdownStatus(admin.csts()));
        admin.setProperty(ControllerProperty.CC, cc).ok();
        assertEquals(Csts.SHST_COMPLETE, Csts.shutdownStatus(admin.csts()));
        admin.setProperty(ControllerProperty.CC, 0).ok();
        assertEquals(0, admin.csts());
        admin.enable();
    }

    @Test
    @Proves("features 1 controller ends with its admin queue")
    void shouldGoWithItsAdminQueue() {
        Host admin = rig.admin();
        Host io = rig.io(admin, 1, 0);
        admin.transport.close();
        rig.settle();
        assertNotNull(io.transport.disconnectedWhy);
        assertEquals(1, rig.targets.getFirst().controllers(Rig.NQN).size());
        io.transport.close();
        rig.settle();
        assertEquals(0, rig.targets.getFirst().controllers(Rig.NQN).size());
    }

    @Test
    @Proves("features 3.2 Keep Alive")
    void shouldEndWhenTheHostIsSilent() {
        Host admin = rig.host().connectAdmin(sqe -> ConnectCommand.kato(ALL, sqe, 5000)).enable();
        Host io = rig.io(admin, 1, 0);
        rig.advance(4 * SECOND);
        admin.call(AdminOpcode.KEEP_ALIVE, 0, sqe -> {}).ok();
        rig.advance(4 * SECOND);
        assertNull(admin.transport.disconnectedWhy, "a command came within the time");
        rig.advance(SECOND);
        assertEquals("keep alive expired", admin.transport.disconnectedWhy);
        assertEquals("keep alive expired", io.transport.disconnectedWhy);
        admin.transport.close();
        io.transport.close();
        rig.settle();
        assertEquals(0, rig.targets.getFirst().controllers(Rig.NQN).size());
    }

    @Test
    @Proves("features 3.2 traffic based keep alive")
    void shouldCountTrafficAsKeepAlive() {
        Host admin = rig.host().connectAdmin(sqe -> ConnectCommand.kato(ALL, sqe, 5000)).enable();
        Host io = rig.io(admin, 1, 0);
        for (int i = 0; i < 5; i++) {
            rig.advance(4 * SECOND);
            Request read = io.blocks(IoOpcode.READ, 0, 1);
            read.begin(512);
            read.execute();
            io.answer().ok();
        }
        assertNull(admin.transport.disconnectedWhy);
        rig.advance(5 * SECOND);
        rig.advance(5 * SECOND);
        assertNotNull(admin.transport.disconnectedWhy);
    }

    @Test
    @Proves("features 3.2 Keep Alive")
    void shouldRoundTheKeepAliveTimeUp() {
        rig.options = new TransportOptions(128, 127, 4096, 131072, 131072, 128, 1, 100, 10000);
        Host admin = rig.host().connectAdmin(sqe -> ConnectCommand.kato(ALL, sqe, 1500)).enable();
        assertEquals(10000, admin.getFeature(FeatureId.KEEP_ALIVE_TIMER).ok().dw0());
        admin.setFeature(FeatureId.KEEP_ALIVE_TIMER, 10001).ok();
        assertEquals(20000, admin.getFeature(FeatureId.KEEP_ALIVE_TIMER).ok().dw0());
        assertEquals(
                Status.withDnr(Status.KEEP_ALIVE_INVALID),
                admin.setFeature(FeatureId.KEEP_ALIVE_TIMER, 0).status());
    }

    @Test
    void shouldLiveForeverWithoutKeepAlive() {
        Host admin = rig.admin();
        rig.advance(1_000_000 * SECOND);
        assertNull(admin.transport.disconnectedWhy);
    }

    @Test
    @Proves("features 3.2 Number of Queues")
    void shouldGrantQueuesUntilOneIsConnected() {
        Host admin = rig.admin();
        int fid = FeatureId.NUMBER_OF_QUEUES;
        assertEquals(126 << 16 | 126, admin.getFeature(fid).ok().dw0());
        assertEquals(3 << 16 | 3, admin.setFeature(fid, 7 << 16 | 3).ok().dw0());
        assertEquals(126 << 16 | 126, admin.setFeature(fid, 999 << 16 | 999).ok().dw0());
        int invalid = Status.withDnr(Status.INVALID_FIELD);
        assertEquals(invalid, admin.setFeature(fid, 0xffff).status());
        rig.io(admin, 1, 0);
        assertEquals(
                Status.withDnr(Status.COMMAND_SEQUENCE_ERROR), admin.setFeature(fid, 0).status());
    }

    @Test
    @Proves("features 3.2 Volatile Write Cache")
    void shouldWriteThroughWhenTheHostDisablesTheCache() {
        Host admin = rig.admin();
        Host io = rig.io(admin, 1, 0);
        assertEquals(1, admin.getFeature(FeatureId.VOLATILE_WRITE_CACHE).ok().dw0());
        admin.setFeature(FeatureId.VOLATILE_WRITE_CACHE, 0).ok();
        assertEquals(0, admin.getFeature(FeatureId.VOLATILE_WRITE_CACHE).ok().dw0());
        write(io);
        assertEquals(1, disk.forcedCount());
        admin.setFeature(FeatureId.VOLATILE_WRITE_CACHE, 1).ok();
        write(io);
        assertEquals(1, disk.forcedCount());
    }

    private static void write(Host io) {
        Request write = io.blocks(IoOpcode.WRITE, 0, 1);
        assertEquals(Request.RECEIVE, write.begin(512));
        write.execute();
        io.answer().ok();
    }

    @Test
    @Proves("features 3.2 Host Identifier")
    void shouldTellTheHostItsIdentifier() {
        Host admin = rig.admin();
        Answer answer =
                admin.call(
                        AdminOpcode.GET_FEATURES,
                        16,
                        sqe -> {
                            Sqe.cdw10(ALL, sqe, FeatureId.HOST_IDENTIFIER);
                            Sqe.cdw11(ALL, sqe, 1);
                        });
        assertEquals(Host.HOSTID, ConnectData.hostid(answer.ok().page(), 0));
        assertEquals(
                Status.withDnr(Status.HOSTID_INCONSISTENT_FORMAT),
                admin.getFeature(FeatureId.HOST_IDENTIFIER).status());
        assertEquals(
                Status.withDnr(Status.COMMAND_SEQUENCE_ERROR),
                admin.setFeature(FeatureId.HOST_IDENTIFIER, 1).status());
    }

    @Test
    @Proves("features 3.2 Command Retry Delay")
    void shouldGiveARetryDelayToHostsThatUnderstandIt() {
        var rig2 = new Rig(1, 8, new TargetOptions("1", 7, 0, 0, Set.of(), DuplicateHosts.ALLOW));
        rig2.with(1, disk).publish();
        Host admin = rig2.admin();
        Host io = rig2.io(admin, 1, 0);
        disk.failNext(Status.INTERNAL_DEVICE_ERROR);
        assertEquals(Status.INTERNAL_DEVICE_ERROR, readOne(io).status());
        byte[] behaviour = new byte[512];
        behaviour[0] = 1;
        admin.call(
                        AdminOpcode.SET_FEATURES,
                        behaviour,
                        sqe -> Sqe.cdw10(ALL, sqe, FeatureId.HOST_BEHAVIOR_SUPPORT))
                .ok();
        disk.failNext(Status.INTERNAL_DEVICE_ERROR);
        assertEquals(1, Status.crd(readOne(io).status()));
        behaviour[5] = 1;
        Answer refused =
                admin.call(
                        AdminOpcode.SET_FEATURES,
                        behaviour,
                        sqe -> Sqe.cdw10(ALL, sqe, FeatureId.HOST_BEHAVIOR_SUPPORT));
        assertEquals(Status.withDnr(Status.INVALID_FIELD), refused.status());
    }

    private static Answer readOne(Host io) {
        Request read = io.blocks(IoOpcode.READ, 0, 1);
        read.begin(512);
        read.execute();
        return io.answer();
    }

    @Test
    @Proves("features 3.2 Set Features")
    void shouldForgetAtAResetWhatAHostHasSet() {
        Rig rig = new Rig();
        rig.publish();
        Host host = rig.admin();
        host.setFeature(FeatureId.WRITE_ATOMICITY, 1).ok();
        host.setProperty(ControllerProperty.CC, 0).ok();
        host.enable();
        assertEquals(0, host.getFeature(FeatureId.WRITE_ATOMICITY).ok().dw0());
    }

    @Test
    void shouldGrantTheLongestKeepAliveThatHasItsBits() {
        Rig rig = new Rig();
        rig.publish();
        Host host = rig.admin();
        host.setFeature(FeatureId.KEEP_ALIVE_TIMER, -1).ok();
        Answer granted = host.getFeature(FeatureId.KEEP_ALIVE_TIMER).ok();
        assertEquals(4_294_967_200L, Integer.toUnsignedLong(granted.dw0()));
    }
}
