package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Cc;
import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.ControllerProperty;
import io.viaduct.api.nvme.FabricsType;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;

class ConnectTest {
    private static final LongConsumer RIGHT = at -> {};
    private static final int DYNAMIC = ConnectData.CNTLID_DYNAMIC;

    private final Rig rig = new Rig();

    {
        rig.with(1, Rig.disk()).publish();
    }

    private static void assertInvalid(Answer answer, boolean inData, int ipo) {
        assertEquals(Status.FABRICS_INVALID_PARAM, answer.status());
        assertEquals(inData, ConnectResponse.iattr(answer.dw0()));
        assertEquals(ipo, ConnectResponse.ipo(answer.dw0()));
    }

    @Test
    @Proves({"features 1 controller per Connect", "features 3.2 Connect"})
    void shouldMakeAControllerForAnAdminQueue() {
        Host host = rig.host();
        assertEquals(-1, host.qpair.qid());
        assertEquals(8192, host.qpair.inCapsuleDataMax());
        host.connectAdmin();
        assertEquals(0, host.qpair.qid());
        assertEquals(1, host.cntlid);
        assertEquals(8192, host.qpair.inCapsuleDataMax());
        var controllers = rig.targets.getFirst().controllers(Rig.NQN);
        assertEquals(1, controllers.size());
        assertEquals("io", controllers.getFirst().cntrltype);
        assertEquals(Rig.HOSTNQN, controllers.getFirst().hostnqn);
        assertEquals(Host.HOSTID.toString(), controllers.getFirst().hostid);
        assertEquals(0, controllers.getFirst().num_io_qpairs);
    }

    @Test
    @Proves("features 3.2 Connect")
    void shouldAddAnIoQueueAndListIt() {
        Host admin = rig.admin();
        Host io = rig.io(admin, 1, 0);
        assertEquals(1, io.qpair.qid());
        assertEquals(4096, io.qpair.inCapsuleDataMax());
        assertEquals(1, rig.targets.getFirst().controllers(Rig.NQN).getFirst().num_io_qpairs);
        var qpair = rig.targets.getFirst().qpairs(Rig.NQN).get(1);
        assertEquals(1, qpair.qid);
        assertEquals("enabled", qpair.state);
        assertEquals("reactor_0", qpair.thread);
        assertEquals("4420", qpair.listen_address.trsvcid);
        assertEquals("50000", qpair.peer_address.trsvcid);
    }

    @Test
    @Proves("features 3.2 Connect data length")
    void shouldRefuseDataThatIsTooShort() {
        Host host = rig.host();
        Request request = host.request(AdminOpcode.FABRICS);
        Sqe.fctype(ALL, request.sqe(), FabricsType.CONNECT);
        assertEquals(Request.EXECUTE, request.begin(1023));
        request.execute();
        assertEquals(Status.withDnr(Status.INVALID_FIELD), host.answer().status());
    }

    @Test
    @Proves("features 3.2 Connect SUBNQN")
    void shouldRefuseAnUnknownSubsystem() {
        Answer answer =
                rig.host()
                        .connect(0, DYNAMIC, RIGHT, at -> ConnectData.subnqnText(ALL, at, "nqn.x"));
        assertInvalid(answer, true, 256);
    }

    @Test
    void shouldRefuseASubsystemNameWithoutEnd() {
        Answer answer = rig.host().connect(0, DYNAMIC, RIGHT, at -> Native.zero(at + 256, 256));
        assertInvalid(answer, true, 256);
        answer =
                rig.host()
                        .connect(
                                0,
                                DYNAMIC,
                                RIGHT,
                                at -> {
                                    for (int i = 256; i < 512; i++) {
                                        Native.putU8(at + i, 'x');
                                    }
                                });
        assertInvalid(answer, true, 256);
    }

    @Test
    @Proves("features 3.2 Connect HOSTNQN")
    void shouldRefuseAHostNameWithoutEnd() {
        Answer answer =
                rig.host()
                        .connect(
                                0,
                                DYNAMIC,
                                RIGHT,
                                at -> {
                                    for (int i = 512; i < 512 + 224; i++) {
                                        Native.putU8(at + i, 'x');
                                    }
                                });
        assertInvalid(answer, true, 512);
    }

    @Test
    @Proves("features 1 host filter")
    void shouldRefuseAHostThatIsNotAllowed() {
        rig.publish(Rig.view(Set.of("nqn.2026-01.io.viaduct:other"), false, 1, 10));
        assertEquals(
                Status.FABRICS_INVALID_HOST, rig.host().connect(0, DYNAMIC, RIGHT, RIGHT).status());
        rig.publish(Rig.view(Set.of(Rig.HOSTNQN), false, 1, 10));
        rig.host().connectAdmin();
    }

    @Test
    @Proves("features 1 listener filter")
    void shouldRefuseAListenerThatIsNotTheSubsystems() {
        var view = Rig.view(Set.of(), true, 1, 10);
        rig.publish(
                new io.viaduct.core.view.SubsystemView(
                        view.target(),
                        view.nqn(),
                        view.type(),
                        view.serialNumber(),
                        view.modelNumber(),
                        32,
                        view.controllers(),
                        true,
                        Set.of(),
                        Set.of(),
                        view.namespaces(),
                        null));
        assertEquals(
                Status.FABRICS_INVALID_HOST, rig.host().connect(0, DYNAMIC, RIGHT, RIGHT).status());
    }

    @Test
    @Proves("features 3.2 Connect RECFMT")
    void shouldRefuseAnUnknownRecordFormat() {
        Answer answer =
                rig.host().connect(0, DYNAMIC, sqe -> ConnectCommand.recfmt(ALL, sqe, 1), RIGHT);
        assertEquals(Status.FABRICS_INCOMPATIBLE_FORMAT, answer.status());
    }

    @Test
    @Proves("features 3.2 Connect SQSIZE")
    void shouldRefuseAQueueSizeOutOfRange() {
        for (int sqsize : new int[] {0, 128, 65535}) {
            Answer answer =
                    rig.host()
                            .connect(
                                    0,
                                    DYNAMIC,
                                    sqe -> ConnectCommand.sqsize(ALL, sqe, sqsize),
                                    RIGHT);
            assertInvalid(answer, false, 44);
        }
    }

    @Test
    @Proves("features 3.2 Connect CNTLID")
    void shouldRefuseAnAdminQueueThatNamesAController() {
        for (int cntlid : new int[] {1, ConnectData.CNTLID_STATIC}) {
            assertInvalid(rig.host().connect(0, cntlid, RIGHT, RIGHT), true, 16);
        }
    }

    @Test
    @Proves("features 3.2 Connect CNTLID")
    void shouldRefuseAnIoQueueOfAnUnknownController() {
        rig.admin();
        assertInvalid(rig.host().connect(1, 77, RIGHT, RIGHT), true, 16);
    }

    @Test
    @Proves("features 3.2 Connect QID")
    void shouldRefuseAnIoQueueBeforeTheControllerIsEnabled() {
        Host admin = rig.host().connectAdmin();
        assertInvalid(rig.host().connect(1, admin.cntlid, RIGHT, RIGHT), false, 42);
    }

    @Test
    @Proves("features 3.2 Connect QID")
    void shouldRefuseAnIoQueueWhereEntrySizesAreWrong() {
        Host admin = rig.host().connectAdmin();
        admin.setProperty(ControllerProperty.CC, Cc.enabled(0, true)).ok();
        assertInvalid(rig.host().connect(1, admin.cntlid, RIGHT, RIGHT), false, 42);
    }

    @Test
    @Proves("features 3.2 Connect host check")
    void shouldRefuseAnIoQueueOfAnotherHost() {
        Host admin = rig.admin();
        Answer answer =
                rig.host()
                        .connect(
                                1,
                                admin.cntlid,
                                RIGHT,
                                at -> ConnectData.hostnqnText(ALL, at, "nqn.2026-01.io.x:y"));
        assertInvalid(answer, true, 512);
        answer =
                rig.host()
                        .connect(
                                1,
                                admin.cntlid,
                                RIGHT,
                                at -> ConnectData.hostid(ALL, at, new UUID(1, 2)));
        assertInvalid(answer, true, 0);
    }

    @Test
    @Proves("features 3.2 Connect QID")
    void shouldRefuseMoreIoQueuesThanGranted() {
        Host admin = rig.admin();
        admin.setFeature(7, 0x0001_0001).ok();
        rig.io(admin, 2, 0);
        assertEquals(
                Status.INVALID_QUEUE_IDENTIFIER,
                rig.host().connect(3, admin.cntlid, RIGHT, RIGHT).status());
    }

    @Test
    @Proves("features 3.2 Connect QID")
    void shouldLookTwiceBeforeItRefusesAQueueThatIsConnected() {
        Host admin = rig.admin();
        rig.io(admin, 1, 0);
        Host again = rig.host();
        assertNull(again.connect(1, admin.cntlid, RIGHT, RIGHT));
        rig.advance(1_000_000);
        assertEquals(Status.INVALID_QUEUE_IDENTIFIER, again.answer().status());
    }

    @Test
    void shouldTakeAQueueWhoseOldConnectionGoesMeanwhile() {
        Host admin = rig.admin();
        Host old = rig.io(admin, 1, 0);
        Host again = rig.host();
        assertNull(again.connect(1, admin.cntlid, RIGHT, RIGHT));
        old.transport.close();
        rig.settle();
        rig.advance(1_000_000);
        again.answer().ok();
    }

    @Test
    @Proves("features 3.2 Connect first")
    void shouldRefuseOtherCommandsBeforeConnect() {
        int sequence = Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
        assertEquals(sequence, rig.host().call(IoOpcode.FLUSH, 0, RIGHT).status());
        assertEquals(sequence, rig.host().getProperty(ControllerProperty.CAP, 1).status());
    }

    @Test
    @Proves("features 3.2 Connect first")
    void shouldRefuseASecondConnect() {
        Host admin = rig.admin();
        int sequence = Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
        assertEquals(sequence, admin.connect(0, DYNAMIC, RIGHT, RIGHT).status());
        Host io = rig.io(admin, 1, 0);
        int opcode = Status.withDnr(Status.INVALID_OPCODE);
        assertEquals(opcode, io.connect(1, admin.cntlid, RIGHT, RIGHT).status());
    }

    @Test
    @Proves("features 1 controller identifiers")
    void shouldBeBusyWhenIdentifiersRunOut() {
        rig.publish(Rig.view(Set.of(), true, 5, 6));
        assertEquals(5, rig.host().connectAdmin().cntlid);
        Host second = rig.host().connectAdmin();
        assertEquals(6, second.cntlid);
        assertEquals(
                Status.FABRICS_CONTROLLER_BUSY,
                rig.host().connect(0, DYNAMIC, RIGHT, RIGHT).status());
        second.transport.close();
        rig.settle();
        assertEquals(6, rig.host().connectAdmin().cntlid);
    }

    @Test
    @Proves("features 1 controller identifiers")
    void shouldNotReuseAnIdentifierUntilItMust() {
        rig.publish(Rig.view(Set.of(), true, 1, 3));
        Host first = rig.host().connectAdmin();
        first.transport.close();
        rig.settle();
        assertEquals(2, rig.host().connectAdmin().cntlid);
        assertEquals(3, rig.host().connectAdmin().cntlid);
        assertEquals(1, rig.host().connectAdmin().cntlid);
    }

    @Test
    void shouldAllowANewTryAfterARefusal() {
        Host host = rig.host();
        host.connect(0, 1, RIGHT, RIGHT);
        host.connectAdmin();
        assertEquals(0, host.qpair.qid());
    }

    @Test
    @Proves("features 3.1 SQ flow control")
    void shouldCountTheSubmissionQueueHead() {
        Host host = rig.host();
        Answer answer = host.connect(0, DYNAMIC, RIGHT, RIGHT).ok();
        assertEquals(1, answer.sqhd());
        for (int i = 2; i < 70; i++) {
            assertEquals(i % 32, host.getProperty(ControllerProperty.CAP, 1).ok().sqhd());
        }
    }

    @Test
    @Proves("features 3.1 SQ flow control")
    void shouldNotCountTheHeadWhereFlowControlIsOff() {
        Host host = rig.host();
        LongConsumer off = sqe -> ConnectCommand.cattr(ALL, sqe, ConnectCommand.CATTR_DISSQFC);
        assertEquals(0xffff, host.connect(0, DYNAMIC, off, RIGHT).ok().sqhd());
        assertTrue(host.qpair.sqFlowControlDisabled());
        assertEquals(0, host.getProperty(ControllerProperty.CAP, 1).ok().sqhd());
    }

    @Test
    @Proves("features 3.2 Connect timer")
    void shouldDisconnectAConnectionWithoutConnect() {
        Host host = rig.host();
        rig.advance(119_000_000_000L);
        assertNull(host.transport.disconnectedWhy);
        rig.advance(1_000_000_000L);
        assertEquals("no Connect", host.transport.disconnectedWhy);
    }

    @Test
    void shouldConnectOnAnotherReactorThroughTheControllersOwn() {
        var two = new Rig(2, 8, TargetOptions.of("1"));
        two.with(1, Rig.disk()).publish();
        Host admin = two.admin();
        two.reactors.get(1).refuseMessages(3);
        Host io = two.host(1);
        assertNull(io.connect(1, admin.cntlid, RIGHT, RIGHT), "the answer found a full queue");
        two.advance(1_000_000);
        two.advance(1_000_000);
        two.advance(1_000_000);
        io.answer().ok();
        assertEquals(1, two.targets.get(0).controllers(Rig.NQN).getFirst().num_io_qpairs);
        assertEquals(1, two.targets.get(1).qpairs(Rig.NQN).size());
    }

    @Test
    void shouldGiveBackAQueueWhoseConnectionEndsDuringItsConnect() {
        var two = new Rig(2, 8, TargetOptions.of("1"));
        two.with(1, Rig.disk()).publish();
        Host admin = two.admin();
        two.reactors.get(1).refuseMessages(1);
        Host io = two.host(1);
        assertNull(io.connect(1, admin.cntlid, RIGHT, RIGHT));
        io.transport.close();
        assertNull(io.answer());
        two.advance(1_000_000);
        assertEquals(0, two.targets.get(0).controllers(Rig.NQN).getFirst().num_io_qpairs);
        two.io(admin, 1, 1);
    }

    @Test
    void shouldBoundWhatAHostSendsAheadOfASmallQueue() {
        Host host = rig.host();
        for (int i = 0; i < 3; i++) {
            host.request(IoOpcode.READ).begin(0);
        }
        host.connectAdmin(sqe -> ConnectCommand.sqsize(ALL, sqe, 1));
        assertNull(host.qpair.request(null));
    }

    @Test
    void shouldCountSubmissionQueueEntriesRightInASmallQueue() {
        Host host = rig.host();
        for (int i = 0; i < 3; i++) {
            host.call(IoOpcode.READ, 0, RIGHT);
        }
        host.connectAdmin(sqe -> ConnectCommand.sqsize(ALL, sqe, 1)).enable();
        assertTrue(host.identify(1, 0).ok().sqhd() < 2);
    }

    @Test
    void shouldNotJoinASubsystemThatWentDuringConnect() {
        var two = new Rig(2, 8, TargetOptions.of("1"));
        two.with(1, Rig.disk()).publish();
        Host admin = two.admin();
        two.reactors.get(1).refuseMessages(1);
        Host io = two.host(1);
        assertNull(io.connect(1, admin.cntlid, RIGHT, RIGHT));
        List<String> acks = new ArrayList<>();
        two.targets.get(1).remove(Rig.NQN, () -> acks.add("gone"));
        two.advance(1_000_000);
        assertEquals(ConnectResponse.invalidData(ConnectData.IPO_SUBNQN), io.answer().dw0());
        assertEquals(0, two.targets.get(0).controllers(Rig.NQN).getFirst().num_io_qpairs);
        assertEquals(List.of("gone"), acks);
        io.transport.close();
        two.settle();
        assertEquals(List.of("gone"), acks);
    }

    @Test
    void shouldNotLetInAHostThatWasTakenOffTheListDuringConnect() {
        var two = new Rig(2, 8, TargetOptions.of("1"));
        two.with(1, Rig.disk()).publish();
        Host admin = two.admin();
        two.reactors.get(1).refuseMessages(1);
        Host io = two.host(1);
        assertNull(io.connect(1, admin.cntlid, RIGHT, RIGHT));
        two.targets.get(1).install(Rig.view(Set.of(), false, 1, 65519), () -> {});
        two.advance(1_000_000);
        assertEquals(Status.FABRICS_INVALID_HOST, io.answer().status());
        assertEquals(0, two.targets.get(0).controllers(Rig.NQN).getFirst().num_io_qpairs);
    }
}
