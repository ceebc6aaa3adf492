package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.viaduct.api.memory.Native;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * An io_uring(7) instance as the kernel gives it: entries are filled in place by {@link Sqe} and
 * read by {@link Cqe}. One thread, which opens, uses and closes it; where the kernel can, it is
 * told so, and does its part only inside {@link #enter}. No call of the data path allocates.
 */
public final class IoUring implements AutoCloseable {
    private static final int SETUP_CQSIZE = 1 << 3;
    private static final int SETUP_CLAMP = 1 << 4;
    private static final int SETUP_SUBMIT_ALL = 1 << 7;
    private static final int SETUP_COOP_TASKRUN = 1 << 8;
    private static final int SETUP_TASKRUN_FLAG = 1 << 9;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;
    private static final int SETUP_BASE = SETUP_CQSIZE | SETUP_CLAMP | SETUP_SUBMIT_ALL;

    /** From best to what every kernel with provided buffer rings has. */
    private static final int[] SETUPS = {
        SETUP_BASE | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN | SETUP_TASKRUN_FLAG,
        SETUP_BASE | SETUP_SINGLE_ISSUER | SETUP_COOP_TASKRUN | SETUP_TASKRUN_FLAG,
        SETUP_BASE | SETUP_COOP_TASKRUN | SETUP_TASKRUN_FLAG,
        SETUP_BASE,
    };

    private static final int ENTER_GETEVENTS = 1;
    private static final int ENTER_EXT_ARG = 1 << 3;
    private static final int SQ_CQ_OVERFLOW = 1 << 1;
    private static final int SQ_TASKRUN = 1 << 2;
    private static final int REGISTER_PROBE = 8;
    private static final int REGISTER_PBUF_RING = 22;
    private static final int FEAT_SINGLE_MMAP = 1;
    private static final int FEAT_NODROP = 1 << 1;
    private static final int FEAT_SUBMIT_STABLE = 1 << 2;
    private static final int FEAT_EXT_ARG = 1 << 8;
    private static final int FEAT_CQE_SKIP = 1 << 11;
    private static final int FEATURES_NEEDED =
            FEAT_SINGLE_MMAP | FEAT_NODROP | FEAT_SUBMIT_STABLE | FEAT_EXT_ARG | FEAT_CQE_SKIP;

    private static final long OFF_SQ_RING = 0;
    private static final long OFF_SQES = 0x10000000L;

    private static final int PROBE_LENGTH = 16;
    private static final int PROBE_OP_LENGTH = 8;
    private static final int PROBE_OPS = 256;
    private static final int PROBE_OP_FLAGS_OFFSET = 2;
    private static final int OP_SUPPORTED = 1;

    private static final int BUF_REG_LENGTH = 40;
    private static final int BUF_REG_ENTRIES_OFFSET = 8;
    private static final int BUF_REG_GROUP_OFFSET = 12;

    private static final int EXT_ARG_LENGTH = 24;
    private static final int EXT_ARG_TS_OFFSET = 16;
    private static final int TIMESPEC_LENGTH = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final long SYS_SETUP = 425;
    private static final long SYS_ENTER = 426;
    private static final long SYS_REGISTER = 427;
    private static final MemoryLayout[] SYSCALL_ARGUMENTS = {
        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG
    };
    private static final MethodHandle SYSCALL =
            LibC.variadic("syscall", 1, JAVA_LONG, SYSCALL_ARGUMENTS);
    private static final MethodHandle SYSCALL_PLAIN =
            LibC.variadicPlain("syscall", 1, JAVA_LONG, SYSCALL_ARGUMENTS);
    private static final VarHandle INT = JAVA_INT.varHandle();

    private final int descriptor;
    private final Arena arena = Arena.ofConfined();
    private final long timeoutArgument;
    private final long timespec;
    private final long ring;
    private final long ringBytes;
    private final long sqes;
    private final long sqesBytes;
    private final int sqMask;
    private final int cqMask;
    private final long sqHead;
    private final long sqTail;
    private final long sqFlags;
    private final long cqHead;
    private final long cqTail;
    private final long cqes;
    private int submissionTail;
    private int completionHead;

    private IoUring(int descriptor, IoUringParams params) throws SystemCallException {
        this.descriptor = descriptor;
        timeoutArgument = arena.allocate(EXT_ARG_LENGTH, Long.BYTES).address();
        timespec = arena.allocate(TIMESPEC_LENGTH, Long.BYTES).address();
        Native.putI64(timeoutArgument + EXT_ARG_TS_OFFSET, timespec);
        ringBytes = params.ringBytes();
        sqesBytes = (long) params.sqEntries() * Sqe.LENGTH;
        ring = Mapping.map(descriptor, ringBytes, OFF_SQ_RING);
        sqes = Mapping.map(descriptor, sqesBytes, OFF_SQES);
        sqMask = params.sqEntries() - 1;
        cqMask = params.cqEntries() - 1;
        sqHead = ring + params.sqHead();
        sqTail = ring + params.sqTail();
        sqFlags = ring + params.sqFlags();
        cqHead = ring + params.cqHead();
        cqTail = ring + params.cqTail();
        cqes = ring + params.cqes();
        for (int i = 0; i <= sqMask; i++) {
            Native.putI32(ring + params.sqArray() + (long) i * Integer.BYTES, i);
        }
    }

    /**
     * An instance; the calling thread is the one that uses it.
     *
     * @param submissions entries that may be queued before an {@link #enter}, rounded up to a power
     *     of two
     * @param completions entries that may wait to be read; beyond, the kernel keeps them aside
     * @throws SystemCallException EPERM where it is forbidden, ENOSYS where it is not there,
     *     EOPNOTSUPP where the kernel is too old for what is needed here
     */
    public static IoUring open(int submissions, int completions) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            int result = -Errno.EINVAL;
            var params = new IoUringParams(arena);
            for (int i = 0; i < SETUPS.length && result == -Errno.EINVAL; i++) {
                params.request(SETUPS[i], completions);
                result = (int) call(SYS_SETUP, submissions, params.address(), 0, 0, 0, 0);
            }
            int descriptor = LibC.check(result, "io_uring_setup");
            try {
                if ((params.features() & FEATURES_NEEDED) != FEATURES_NEEDED) {
                    throw new SystemCallException("io_uring_setup", Errno.EOPNOTSUPP);
                }
                return new IoUring(descriptor, params);
            } catch (SystemCallException e) {
                Descriptor.close(descriptor);
                throw e;
            }
        }
    }

    /** Whether the kernel has an operation of {@link Sqe}. */
    public boolean supports(int opcode) {
        try (Arena probes = Arena.ofConfined()) {
            long length = PROBE_LENGTH + (long) PROBE_OP_LENGTH * PROBE_OPS;
            MemorySegment probe = probes.allocate(length, Long.BYTES);
            long result = register(REGISTER_PROBE, probe.address(), PROBE_OPS);
            long op = probe.address() + PROBE_LENGTH + (long) opcode * PROBE_OP_LENGTH;
            return result >= 0 && (Native.u16(op + PROBE_OP_FLAGS_OFFSET) & OP_SUPPORTED) != 0;
        }
    }

    /**
     * Makes a page-aligned array of struct io_uring_buf the place where the kernel finds the
     * buffers of a group.
     *
     * @param entries a power of two, at most 32768
     */
    public void registerBuffers(long array, int entries, int group) throws SystemCallException {
        try (Arena argument = Arena.ofConfined()) {
            long reg = argument.allocate(BUF_REG_LENGTH, Long.BYTES).address();
            Native.putI64(reg, array);
            Native.putI32(reg + BUF_REG_ENTRIES_OFFSET, entries);
            Native.putU16(reg + BUF_REG_GROUP_OFFSET, group);
            LibC.check(register(REGISTER_PBUF_RING, reg, 1), "IORING_REGISTER_PBUF_RING");
        }
    }

    /** The address of a cleared entry that the next {@link #enter} submits; 0 when none is free. */
    public long next() {
        int head = (int) INT.getAcquire(Native.ALL, sqHead);
        if (submissionTail - head > sqMask) {
            return 0;
        }
        long sqe = sqes + (long) (submissionTail & sqMask) * Sqe.LENGTH;
        submissionTail++;
        Sqe.clear(sqe);
        return sqe;
    }

    /** Entries that the kernel has not taken yet. */
    public int queued() {
        return submissionTail - (int) INT.getAcquire(Native.ALL, sqHead);
    }

    /** Whether the kernel wants an {@link #enter} to come on with completions. */
    public boolean wantsEnter() {
        int flags = (int) INT.getOpaque(Native.ALL, sqFlags);
        return (flags & (SQ_TASKRUN | SQ_CQ_OVERFLOW)) != 0;
    }

    /**
     * Submits what is queued, lets the kernel do its part, and waits for one completion.
     *
     * @param nanos 0 not to wait, negative to wait for ever
     * @return entries taken, or -errno: -EBUSY when completions must be read first, -EAGAIN when
     *     memory is short; a wait that was ended by the time or by a signal is no error
     */
    public int enter(long nanos) {
        INT.setRelease(Native.ALL, sqTail, submissionTail);
        int result = nanos > 0 ? enterUntil(nanos) : plain(nanos == 0 ? 0 : 1, 0, 0, 0);
        // Which error it was is asked without a wait: if it was the time, it is none now.
        return result >= 0
                ? result
                : (int) call(SYS_ENTER, descriptor, queued(), 0, ENTER_GETEVENTS, 0, 0);
    }

    private int enterUntil(long nanos) {
        Native.putI64(timespec, nanos / NANOS_PER_SECOND);
        Native.putI64(timespec + Long.BYTES, nanos % NANOS_PER_SECOND);
        return plain(1, ENTER_EXT_ARG, timeoutArgument, EXT_ARG_LENGTH);
    }

    private int plain(long least, int flags, long argument, long length) {
        long fd = descriptor;
        long submit = queued();
        long all = ENTER_GETEVENTS | flags;
        try {
            return (int)
                    (long)
                            SYSCALL_PLAIN.invokeExact(
                                    SYS_ENTER, fd, submit, least, all, argument, length);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** The address of the oldest completion that was not consumed; 0 when there is none. */
    public long completion() {
        if (completionHead == (int) INT.getAcquire(Native.ALL, cqTail)) {
            return 0;
        }
        return cqes + (long) (completionHead & cqMask) * Cqe.LENGTH;
    }

    /** Gives the oldest completion's entry back to the kernel. */
    public void consume() {
        INT.setRelease(Native.ALL, cqHead, ++completionHead);
    }

    /** Ends it. The kernel cancels what is left in its own time. */
    @Override
    public void close() {
        Mapping.unmap(sqes, sqesBytes);
        Mapping.unmap(ring, ringBytes);
        Descriptor.close(descriptor);
        arena.close();
    }

    private int register(int operation, long argument, int count) {
        return (int) call(SYS_REGISTER, descriptor, operation, argument, count, 0, 0);
    }

    private static long call(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return LibC.result((long) SYSCALL.invokeExact(LibC.state(), number, a, b, c, d, e, f));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
