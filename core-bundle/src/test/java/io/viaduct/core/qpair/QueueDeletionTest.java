package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.FabricsType;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;

class QueueDeletionTest {
    private static final long SECOND = 1_000_000_000L;

    private final Rig rig = new Rig(2, 8, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();
    private final Host admin;

    QueueDeletionTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
    }

    private static Request disconnect(Host host) {
        Request request = host.request(AdminOpcode.FABRICS);
        Sqe.fctype(ALL, request.sqe(), FabricsType.DISCONNECT);
        request.begin(0);
        request.execute();
        return request;
    }

    @Test
    @Proves("features 3.2 Disconnect")
    void shouldDeleteTheQueueAndFreeItsIdentifier() {
        Host io = rig.io(admin, 1, 1);
        disconnect(io);
        rig.settle();
        io.answer().ok();
        assertEquals(0, rig.targets.getFirst().controllers(Rig.NQN).getFirst().num_io_qpairs);
        Request late = io.blocks(IoOpcode.READ, 0, 1);
        late.begin(512);
        late.execute();
        assertEquals(Status.ABORTED_SQ_DELETION, io.answer().status());
        rig.io(admin, 1, 1);
        assertNull(io.transport.disconnectedWhy);
        rig.advance(SECOND);
        assertEquals("I/O queue deleted", io.transport.disconnectedWhy);
        io.transport.close();
        rig.settle();
        assertEquals(1, rig.targets.getFirst().controllers(Rig.NQN).getFirst().num_io_qpairs);
    }

    @Test
    @Proves("features 3.2 Disconnect")
    void shouldAnswerWhenNothingIsAtTheDevice() {
        Host io = rig.io(admin, 1, 1);
        disk.slow();
        Request read = io.blocks(IoOpcode.READ, 0, 1);
        read.begin(512);
        read.execute();
        disconnect(io);
        rig.settle();
        assertNull(io.answer());
        disk.finish();
        rig.settle();
        io.answer().ok();
        assertEquals(1, io.qpair.qid());
        io.answer().ok();
    }

    @Test
    @Proves("features 3.2 Disconnect")
    void shouldEndWhatWaits() {
        Host io = rig.io(admin, 1, 0);
        rig.targets.getFirst().hold(Rig.NQN, 1, Rig.hold(() -> {}));
        Request parked = io.blocks(IoOpcode.READ, 0, 1);
        parked.begin(512);
        disconnect(io);
        parked.execute();
        assertEquals(Status.ABORTED_SQ_DELETION, io.answer().status());
        rig.settle();
        io.answer().ok();
        rig.targets.getFirst().unhold(Rig.NQN, 1);
    }

    @Test
    void shouldLeaveNothingWhereTheHostGoesBeforeTheAnswer() {
        Host io = rig.io(admin, 1, 1);
        disk.slow();
        Request read = io.blocks(IoOpcode.READ, 0, 1);
        read.begin(512);
        read.execute();
        disconnect(io);
        io.transport.close();
        disk.finish();
        rig.settle();
        admin.transport.close();
        rig.settle();
        assertEquals(0, rig.targets.getFirst().controllers(Rig.NQN).size());
        assertEquals(0, rig.targets.get(1).counts().ioNow());
    }

    @Test
    @Proves("features 3.2 Disconnect")
    void shouldRefuseItOnAnAdminQueueAndInAnotherFormat() {
        disconnect(admin);
        int type = Status.withDnr(Status.FABRICS_INVALID_QUEUE_TYPE);
        assertEquals(type, admin.answer().status());
        Host io = rig.io(admin, 1, 0);
        int status =
                io.call(
                                AdminOpcode.FABRICS,
                                0,
                                sqe -> {
                                    Sqe.fctype(ALL, sqe, FabricsType.DISCONNECT);
                                    ConnectCommand.recfmt(ALL, sqe, 1);
                                })
                        .status();
        assertEquals(Status.withDnr(Status.FABRICS_INCOMPATIBLE_FORMAT), status);
    }
}
