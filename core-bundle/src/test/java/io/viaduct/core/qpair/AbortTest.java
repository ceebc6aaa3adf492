package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.viaduct.api.nvme.AbortCommand;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;

class AbortTest {
    private static final int ABORTED = 0;

    private final Rig rig = new Rig(2, 1, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk().slow();
    private final Host admin;

    AbortTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
    }

    private int abort(int sqid, Request request) {
        return abort(sqid, Sqe.cid(ALL, request.sqe()));
    }

    private int abort(int sqid, int cid) {
        return admin.call(
                        AdminOpcode.ABORT,
                        0,
                        sqe -> {
                            AbortCommand.sqidToAbort(ALL, sqe, sqid);
                            AbortCommand.cidToAbort(ALL, sqe, cid);
                        })
                .ok()
                .dw0();
    }

    @Test
    @Proves("features 3.2 Abort")
    void shouldAbortACommandThatIsParked() {
        Host io = rig.io(admin, 1, 0);
        rig.targets.getFirst().hold(Rig.NQN, 1, Rig.hold(() -> {}));
        Request request = io.blocks(IoOpcode.WRITE, 0, 1);
        assertEquals(Request.WAIT, request.begin(512));
        assertEquals(ABORTED, abort(1, request));
        assertSame(request, io.transport.admitted.remove());
        assertEquals(Request.EXECUTE, request.next());
        assertEquals(0, request.dataLength());
        request.execute();
        assertEquals(Status.ABORTED_BY_REQUEST, io.answer().status());
        rig.targets.getFirst().unhold(Rig.NQN, 1);
        assertEquals(0, disk.pendingCount());
    }

    @Test
    void shouldAbortACommandThatWaitsForMemoryOnAnotherReactor() {
        Host io = rig.io(admin, 1, 1);
        Request first = io.blocks(IoOpcode.WRITE, 0, 1);
        assertEquals(Request.RECEIVE, first.begin(512));
        Request writing = io.blocks(IoOpcode.WRITE, 0, 1);
        assertEquals(Request.WAIT, writing.begin(512));
        Request reading = io.blocks(IoOpcode.READ, 0, 1);
        reading.begin(512);
        reading.execute();
        assertEquals(2, rig.reactors.get(1).fakeBuffers().waiting());
        assertEquals(ABORTED, abort(1, writing));
        assertEquals(ABORTED, abort(1, reading));
        assertEquals(0, rig.reactors.get(1).fakeBuffers().waiting());
        assertEquals(Status.ABORTED_BY_REQUEST, io.answer().status());
        assertEquals(AbortCommand.NOT_ABORTED, abort(1, first));
    }

    @Test
    @Proves("features 3.2 Abort")
    void shouldNotAbortWhatIsAtTheDevice() {
        Host io = rig.io(admin, 1, 0);
        Request request = io.blocks(IoOpcode.READ, 0, 1);
        request.begin(512);
        request.execute();
        assertEquals(AbortCommand.NOT_ABORTED, abort(1, request));
        disk.finish();
        io.answer().ok();
    }

    @Test
    @Proves("features 3.2 Abort")
    void shouldAbortWhatIsAtADeviceThatCanEndIt() {
        disk.abortable();
        for (int reactor : new int[] {0, 1}) {
            Host io = rig.io(admin, reactor + 1, reactor);
            Request write = io.blocks(IoOpcode.WRITE_ZEROES, 0, 1);
            write.begin(0);
            write.execute();
            assertEquals(1, disk.pendingCount());
            assertEquals(ABORTED, abort(reactor + 1, write));
            assertEquals(0, disk.pendingCount());
            assertEquals(Status.ABORTED_BY_REQUEST, io.answer().status());
        }
    }

    @Test
    void shouldNotAbortWhatIsNotThere() {
        assertEquals(AbortCommand.NOT_ABORTED, abort(7, 1));
        assertEquals(AbortCommand.NOT_ABORTED, abort(0, 999));
    }

    @Test
    void shouldAbortAnAsynchronousEventRequest() {
        Request event = admin.awaitEvent();
        int cid = Sqe.cid(ALL, event.sqe());
        Request abort = admin.request(AdminOpcode.ABORT);
        AbortCommand.cidToAbort(ALL, abort.sqe(), cid);
        abort.begin(0);
        abort.execute();
        var first = admin.answer();
        assertEquals(cid, first.cid());
        assertEquals(Status.ABORTED_BY_REQUEST, first.status());
        assertEquals(ABORTED, admin.answer().ok().dw0());
    }

    @Test
    @Proves("features 3.2 Abort limit")
    void shouldLimitAbortsToFour() {
        rig.io(admin, 1, 1);
        for (int i = 0; i < 5; i++) {
            Request abort = admin.request(AdminOpcode.ABORT);
            AbortCommand.sqidToAbort(ALL, abort.sqe(), 1);
            abort.begin(0);
            abort.execute();
        }
        assertEquals(Status.ABORT_COMMAND_LIMIT_EXCEEDED, admin.answer().status());
        rig.settle();
        for (int i = 0; i < 4; i++) {
            assertEquals(AbortCommand.NOT_ABORTED, admin.answer().ok().dw0());
        }
        assertEquals(AbortCommand.NOT_ABORTED, abort(1, 1));
    }
}
