package io.viaduct.linux.engine;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.linux.Cqe;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.IoUring;
import io.viaduct.linux.SocketTransfer;
import io.viaduct.linux.Sqe;
import io.viaduct.linux.SystemCallException;
import io.viaduct.linux.UnixSocket;

import java.lang.foreign.Arena;

/**
 * Finds out whether the kernel's io_uring does what {@link UringEngine} needs: the operations are
 * asked for, and a multishot receive into a buffer ring, for which there is nothing to ask, is
 * done.
 */
final class UringProbe {
    private static final int ENTRIES = 8;
    private static final long TOKEN = 1;
    private static final long ANSWER_NANOS = 1_000_000_000;
    private static final EngineOptions OPTIONS = new EngineOptions(16, 2, 512);

    private static final int[] OPCODES = {
        Sqe.READV,
        Sqe.WRITEV,
        Sqe.FSYNC,
        Sqe.POLL_ADD,
        Sqe.SENDMSG,
        Sqe.TIMEOUT,
        Sqe.ACCEPT,
        Sqe.ASYNC_CANCEL,
        Sqe.FALLOCATE,
        Sqe.READ,
        Sqe.WRITE,
        Sqe.SEND,
        Sqe.RECV,
        Sqe.SEND_ZC,
    };

    private static final System.Logger LOG = System.getLogger(UringProbe.class.getName());

    private UringProbe() {}

    static boolean passes() {
        try (IoUring ring = IoUring.open(ENTRIES, ENTRIES)) {
            for (int opcode : OPCODES) {
                if (!ring.supports(opcode)) {
                    LOG.log(System.Logger.Level.INFO, "io_uring lacks operation {0}", opcode);
                    return false;
                }
            }
            return receives(ring);
        } catch (SystemCallException e) {
            LOG.log(System.Logger.Level.INFO, "no io_uring: {0}", e.getMessage());
            return false;
        }
    }

    private static boolean receives(IoUring ring) throws SystemCallException {
        int[] pair = UnixSocket.pair();
        try (LentBuffers buffers = new LentBuffers(OPTIONS);
                BufferRing free = new BufferRing(ring, buffers);
                Arena arena = Arena.ofConfined()) {
            assert free != null : "registered";
            long sqe = ring.next();
            Sqe.fill(sqe, Sqe.RECV, pair[0], TOKEN);
            Sqe.mode(sqe, Sqe.RECV_MULTISHOT | Sqe.POLL_FIRST);
            Sqe.flags(sqe, Sqe.BUFFER_SELECT);
            Sqe.bufferGroup(sqe, BufferRing.GROUP);
            sendByte(pair[1], buffers.address(0), arena);
            int ignored = ring.enter(ANSWER_NANOS);
            long cqe = ring.completion();
            if (cqe == 0) {
                return false;
            }
            int flags = Cqe.flags(cqe);
            return Cqe.result(cqe) == 1 && Cqe.buffer(flags) >= 0 && Cqe.more(flags);
        } finally {
            Descriptor.close(pair[0]);
            Descriptor.close(pair[1]);
        }
    }

    private static void sendByte(int descriptor, long address, Arena arena) {
        long entry = arena.allocate(SegmentList.ENTRY_LENGTH, Long.BYTES).address();
        long message = arena.allocate(SocketTransfer.MESSAGE_LENGTH, Long.BYTES).address();
        var one = new SegmentList(entry, 1);
        boolean fits = one.add(address, 1);
        int sent = SocketTransfer.send(descriptor, one.iovec(), one.count(), message);
        assert fits && sent == 1 : "a byte into an empty socket";
    }
}
