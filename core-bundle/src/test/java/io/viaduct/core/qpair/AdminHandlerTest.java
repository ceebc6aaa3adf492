package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.admin.AdminCall;
import io.viaduct.api.admin.AdminCommandHandler;
import io.viaduct.api.admin.AdminReply;
import io.viaduct.api.nvme.CommandEffects;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.command.AdminHandlers;
import io.viaduct.core.qpair.Host.Answer;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class AdminHandlerTest {
    private static final int NONE = 0xc0;
    private static final int SEND = 0xc1;
    private static final int RECEIVE = 0xc2;
    private static final int UNKNOWN = Status.withDnr(Status.INVALID_OPCODE);

    private final Rig rig = new Rig();
    private final AdminHandlers handlers = rig.shared.adminHandlers();
    private final BlockingQueue<AdminCall> calls = new LinkedBlockingQueue<>();
    private final Host admin;

    AdminHandlerTest() {
        rig.with(1, Rig.disk()).publish();
        admin = rig.admin();
    }

    /** A handler of the three opcodes, which does what the test says. */
    private interface Work {
        AdminReply of(AdminCall call) throws Exception;
    }

    private AdminCommandHandler handler(Work work) {
        return new AdminCommandHandler() {
            @Override
            public Set<Integer> opcodes() {
                return Set.of(NONE, SEND, RECEIVE);
            }

            @Override
            public AdminReply execute(AdminCall call) throws Exception {
                calls.add(call);
                return work.of(call);
            }
        };
    }

    private Request send(int opcode, byte[] data) {
        Request request = admin.request(opcode);
        Sqe.nsid(ALL, request.sqe(), 7);
        Sqe.cdw10(ALL, request.sqe(), 10);
        Sqe.cdw15(ALL, request.sqe(), 15);
        if (request.begin(data.length) == Request.RECEIVE) {
            Host.fill(request.data(), data);
        }
        request.execute();
        return request;
    }

    /** The answer, which comes by way of another thread. */
    private Answer answer() throws InterruptedException {
        Answer answer = admin.answer();
        while (answer == null) {
            rig.reactors.getFirst().awaitMessage();
            answer = admin.answer();
        }
        return answer;
    }

    @Test
    @Proves("features 3.2 custom admin opcodes")
    void shouldHandCommandsToTheirHandler() throws Exception {
        handlers.add(handler(call -> AdminReply.of(0x1_0000_0002L)));
        send(SEND, new byte[] {1, 2, 3, 4});
        assertEquals(0x1_0000_0002L, answer().ok().result());
        AdminCall call = calls.remove();
        assertEquals(Rig.NQN, call.subnqn());
        assertEquals(admin.cntlid, call.cntlid());
        assertEquals(Rig.HOSTNQN, call.hostnqn());
        assertEquals(Host.HOSTID, call.hostid());
        assertEquals(SEND, call.opcode());
        assertEquals(7, call.nsid());
        assertEquals(10, call.cdw10());
        assertEquals(15, call.cdw15());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, call.data());
        assertEquals(0, call.room());
    }

    @Test
    @Proves("features 3.2 custom admin opcodes")
    void shouldCarryDataToTheHost() throws Exception {
        handlers.add(handler(call -> AdminReply.of(new byte[] {9, 8})));
        send(RECEIVE, new byte[4]);
        assertArrayEquals(new byte[] {9, 8, 0, 0}, answer().ok().data());
        assertEquals(4, calls.remove().room());
    }

    @Test
    @Proves("features 3.2 custom admin opcodes")
    void shouldEndACommandWithItsHandlersStatusOrItsFault() throws Exception {
        handlers.add(
                handler(
                        call -> {
                            if (call.opcode() == NONE) {
                                throw new IllegalStateException("a fault of the test");
                            }
                            return call.opcode() == SEND
                                    ? AdminReply.failed(Status.OPERATION_DENIED)
                                    : AdminReply.of(new byte[5]);
                        }));
        int faulty = Status.withDnr(Status.INTERNAL_DEVICE_ERROR);
        send(SEND, new byte[4]);
        assertEquals(Status.OPERATION_DENIED, answer().status());
        send(NONE, new byte[0]);
        assertEquals(faulty, answer().status());
        send(RECEIVE, new byte[4]);
        assertEquals(faulty, answer().status(), "more data than there is room for");
    }

    @Test
    @Proves("features 3.2 custom admin opcodes")
    void shouldEndWithItsHandler() throws Exception {
        var never = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        AdminCommandHandler stuck =
                handler(
                        call -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                interrupted.complete(true);
                                throw e;
                            }
                            return AdminReply.of(0);
                        });
        handlers.add(stuck);
        assertEquals(CommandEffects.CSUPP, effects(NONE) & 1);
        send(NONE, new byte[0]);
        calls.take();
        rig.settle();
        assertNull(admin.answer());
        CompletableFuture<Void> gone = handlers.remove(stuck);
        assertEquals(Status.COMMAND_INTERRUPTED, answer().status());
        gone.get(5, TimeUnit.SECONDS);
        assertEquals(true, interrupted.get(5, TimeUnit.SECONDS));
        assertEquals(0, effects(NONE));
        send(NONE, new byte[0]);
        assertEquals(UNKNOWN, answer().status());
    }

    private int effects(int opcode) {
        var page = admin.log(LogId.COMMAND_EFFECTS, 0, 4096, true).ok().page();
        return CommandEffects.admin(page, 0, opcode);
    }

    @Test
    void shouldAskAHostThatSendsTooManyToComeAgain() throws Exception {
        var go = new CountDownLatch(1);
        handlers.add(
                handler(
                        call -> {
                            go.await();
                            return AdminReply.of(0);
                        }));
        for (int i = 0; i < 17; i++) {
            send(NONE, new byte[0]);
        }
        assertEquals(Status.COMMAND_INTERRUPTED, answer().status());
        go.countDown();
        for (int i = 0; i < 16; i++) {
            answer().ok();
        }
    }

    @Test
    void shouldLeaveNothingWhereTheHostGoesMeanwhile() throws Exception {
        var go = new CountDownLatch(1);
        AdminCommandHandler slow =
                handler(
                        call -> {
                            go.await();
                            return AdminReply.of(new byte[4]);
                        });
        handlers.add(slow);
        send(RECEIVE, new byte[4]);
        calls.take();
        admin.transport.close();
        rig.settle();
        assertFalse(rig.targets.getFirst().controllers(Rig.NQN).isEmpty());
        go.countDown();
        handlers.remove(slow).get(5, TimeUnit.SECONDS);
        rig.reactors.getFirst().awaitMessage();
        rig.settle();
        assertEquals(0, rig.targets.getFirst().controllers(Rig.NQN).size());
    }

    @Test
    void shouldRefuseHandlersOfWhatIsNotTheirs() {
        handlers.add(handler(call -> AdminReply.of(0)));
        var same = handler(call -> AdminReply.of(0));
        assertThrows(IllegalArgumentException.class, () -> handlers.add(same));
        for (int opcode : new int[] {0x06, 0xbf, 0x100, 0xc3}) {
            var other =
                    new AdminCommandHandler() {
                        @Override
                        public Set<Integer> opcodes() {
                            return Set.of(opcode);
                        }

                        @Override
                        public AdminReply execute(AdminCall call) {
                            throw new AssertionError();
                        }
                    };
            assertThrows(IllegalArgumentException.class, () -> handlers.add(other));
        }
    }
}
