package io.viaduct.linux.engine;

import io.viaduct.api.memory.Native;
import io.viaduct.linux.IoUring;
import io.viaduct.linux.Mapping;
import io.viaduct.linux.SocketTransfer;
import io.viaduct.linux.Sqe;
import io.viaduct.linux.SystemCallException;

/** Writes operations into submission entries. What the kernel reads besides lies here, by slot. */
final class Submissions implements AutoCloseable {
    /** The user data of entries that nobody waits for. */
    static final long NOBODY = 0;

    /** Room for a struct msghdr, which stays zero but for what each send fills in. */
    private static final int SCRATCH_LENGTH = 64;

    /** A struct timespec lies where every send fills in its own. */
    private static final int TIMESPEC_OFFSET = SocketTransfer.MESSAGE_FILLED_OFFSET;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int IOVEC_LENGTH_OFFSET = 8;

    /** One array entry may be longer than the length field of a plain call. */
    private static final long PLAIN_LENGTH_MAX = Integer.MAX_VALUE;

    private final IoUring ring;
    private final Mapping scratch;

    Submissions(IoUring ring, int operations) throws SystemCallException {
        this.ring = ring;
        scratch = Mapping.create("viaduct-operations", (long) operations * SCRATCH_LENGTH);
    }

    /** Queues an operation. False when the kernel takes no more entries for now. */
    boolean add(Operation op) {
        long sqe = next();
        if (sqe == 0) {
            return false;
        }
        switch (op.kind) {
            case ACCEPT -> accept(sqe, op);
            case RECEIVE -> receive(sqe, op);
            case RECEIVE_INTO -> {
                Sqe.fill(sqe, Sqe.RECV, op.descriptor, op.token());
                Sqe.memory(sqe, op.address, op.length);
            }
            case SEND -> send(sqe, op);
            case READ -> transfer(sqe, op, Sqe.READ, Sqe.READV);
            case WRITE -> {
                transfer(sqe, op, Sqe.WRITE, Sqe.WRITEV);
                Sqe.operationFlags(sqe, op.flags == 0 ? 0 : Sqe.RWF_DSYNC);
            }
            case SYNC -> {
                Sqe.fill(sqe, Sqe.FSYNC, op.descriptor, op.token());
                Sqe.operationFlags(sqe, op.flags == 0 ? 0 : Sqe.FSYNC_DATASYNC);
            }
            case ZERO -> {
                Sqe.fill(sqe, Sqe.FALLOCATE, op.descriptor, op.token());
                Sqe.memory(sqe, op.address, op.flags);
                Sqe.offset(sqe, op.offset);
            }
            case POLL -> poll(sqe, op.descriptor, op.flags, op.token());
            case TIMEOUT -> timeout(sqe, op);
        }
        op.armed = true;
        return true;
    }

    /** Queues the watch of a descriptor. False when the kernel takes no more entries for now. */
    boolean addPoll(int descriptor, int events, long userData) {
        long sqe = next();
        if (sqe != 0) {
            poll(sqe, descriptor, events, userData);
        }
        return sqe != 0;
    }

    /** Queues a cancel. False when the kernel takes no more entries for now. */
    boolean addCancel(long token) {
        long sqe = next();
        if (sqe == 0) {
            return false;
        }
        Sqe.fill(sqe, Sqe.ASYNC_CANCEL, -1, NOBODY);
        Sqe.flags(sqe, Sqe.SKIP_SUCCESS);
        Sqe.memory(sqe, token, 0);
        return true;
    }

    /** An entry; a full queue is submitted to make room. 0 when even that does not help. */
    private long next() {
        long sqe = ring.next();
        if (sqe == 0) {
            int ignored = ring.enter(0);
            sqe = ring.next();
        }
        return sqe;
    }

    private void accept(long sqe, Operation op) {
        Sqe.fill(sqe, Sqe.ACCEPT, op.descriptor, op.token());
        Sqe.mode(sqe, Sqe.ACCEPT_MULTISHOT);
        Sqe.operationFlags(sqe, Sqe.ACCEPT_NONBLOCK_CLOEXEC);
    }

    private void receive(long sqe, Operation op) {
        Sqe.fill(sqe, Sqe.RECV, op.descriptor, op.token());
        // Tried at once, it would fail for want of buffers also where there is nothing to receive.
        Sqe.mode(sqe, Sqe.RECV_MULTISHOT | Sqe.POLL_FIRST);
        Sqe.flags(sqe, Sqe.BUFFER_SELECT);
        Sqe.bufferGroup(sqe, BufferRing.GROUP);
    }

    private void send(long sqe, Operation op) {
        long only = Native.i64(op.address + IOVEC_LENGTH_OFFSET);
        if (op.length == 1 && only <= PLAIN_LENGTH_MAX) {
            Sqe.fill(sqe, Sqe.SEND, op.descriptor, op.token());
            Sqe.memory(sqe, Native.i64(op.address), (int) only);
        } else {
            long message = scratch(op);
            SocketTransfer.fill(message, op.address, op.length);
            Sqe.fill(sqe, Sqe.SENDMSG, op.descriptor, op.token());
            Sqe.memory(sqe, message, 1);
        }
        // With a full socket the kernel goes on by itself, which is cheaper than our coming back.
        Sqe.operationFlags(sqe, SocketTransfer.MSG_NOSIGNAL | SocketTransfer.MSG_WAITALL);
    }

    private void transfer(long sqe, Operation op, int plain, int vectored) {
        long only = Native.i64(op.address + IOVEC_LENGTH_OFFSET);
        if (op.length == 1 && only <= PLAIN_LENGTH_MAX) {
            Sqe.fill(sqe, plain, op.descriptor, op.token());
            Sqe.memory(sqe, Native.i64(op.address), (int) only);
        } else {
            Sqe.fill(sqe, vectored, op.descriptor, op.token());
            Sqe.memory(sqe, op.address, op.length);
        }
        Sqe.offset(sqe, op.offset);
    }

    private void poll(long sqe, int descriptor, int events, long userData) {
        Sqe.fill(sqe, Sqe.POLL_ADD, descriptor, userData);
        Sqe.memory(sqe, 0, Sqe.POLL_MULTISHOT);
        Sqe.operationFlags(sqe, events);
    }

    private void timeout(long sqe, Operation op) {
        long timespec = scratch(op) + TIMESPEC_OFFSET;
        Native.putI64(timespec, op.offset / NANOS_PER_SECOND);
        Native.putI64(timespec + Long.BYTES, op.offset % NANOS_PER_SECOND);
        Sqe.fill(sqe, Sqe.TIMEOUT, -1, op.token());
        Sqe.memory(sqe, timespec, 1);
    }

    private long scratch(Operation op) {
        return scratch.address() + (long) op.slot * SCRATCH_LENGTH;
    }

    /** Only after the ring. */
    @Override
    public void close() {
        scratch.close();
    }
}
