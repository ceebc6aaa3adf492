package io.viaduct.linux;

import io.viaduct.api.memory.Native;

/** struct io_uring_sqe, at an address. Of include/uapi/linux/io_uring.h. */
public final class Sqe {
    /** Bytes of one entry. */
    public static final int LENGTH = 64;

    /** Operations. */
    public static final int READV = 1;

    public static final int WRITEV = 2;
    public static final int FSYNC = 3;
    public static final int POLL_ADD = 6;
    public static final int SENDMSG = 9;
    public static final int TIMEOUT = 11;
    public static final int ACCEPT = 13;
    public static final int ASYNC_CANCEL = 14;
    public static final int FALLOCATE = 17;
    public static final int READ = 22;
    public static final int WRITE = 23;
    public static final int SEND = 26;
    public static final int RECV = 27;

    /** The newest operation of Linux 6.0, which brought multishot receive. */
    public static final int SEND_ZC = 47;

    /** Flag: take a buffer of the group. */
    public static final int BUFFER_SELECT = 1 << 5;

    /** Flag: no completion unless it fails. */
    public static final int SKIP_SUCCESS = 1 << 6;

    /** {@link #ACCEPT} mode: until cancelled. */
    public static final int ACCEPT_MULTISHOT = 1;

    /** {@link #RECV} mode: wait for data before trying. */
    public static final int POLL_FIRST = 1;

    /** {@link #RECV} mode: until cancelled. */
    public static final int RECV_MULTISHOT = 2;

    /** {@link #POLL_ADD} length: until cancelled. */
    public static final int POLL_MULTISHOT = 1;

    /** {@link #FSYNC} operation flag. */
    public static final int FSYNC_DATASYNC = 1;

    /** {@link #WRITE} operation flag. */
    public static final int RWF_DSYNC = 2;

    /** {@link #ACCEPT} operation flags: non-blocking, close-on-exec. */
    public static final int ACCEPT_NONBLOCK_CLOEXEC =
            SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC;

    private static final int OPCODE_OFFSET = 0;
    private static final int FLAGS_OFFSET = 1;
    private static final int IOPRIO_OFFSET = 2;
    private static final int FD_OFFSET = 4;
    private static final int OFF_OFFSET = 8;
    private static final int ADDR_OFFSET = 16;
    private static final int LEN_OFFSET = 24;
    private static final int OP_FLAGS_OFFSET = 28;
    private static final int USER_DATA_OFFSET = 32;
    private static final int BUF_GROUP_OFFSET = 40;

    private Sqe() {}

    /** Makes an empty entry: everything but what is given here is zero. */
    static void clear(long sqe) {
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            Native.putI64(sqe + i, 0);
        }
    }

    /** What every entry has. */
    public static void fill(long sqe, int opcode, int descriptor, long userData) {
        Native.putU8(sqe + OPCODE_OFFSET, opcode);
        Native.putI32(sqe + FD_OFFSET, descriptor);
        Native.putI64(sqe + USER_DATA_OFFSET, userData);
    }

    /** The flags that all operations know. */
    public static void flags(long sqe, int flags) {
        Native.putU8(sqe + FLAGS_OFFSET, flags);
    }

    /** The mode of a socket operation. */
    public static void mode(long sqe, int mode) {
        Native.putU16(sqe + IOPRIO_OFFSET, mode);
    }

    /** The offset in a file. */
    public static void offset(long sqe, long offset) {
        Native.putI64(sqe + OFF_OFFSET, offset);
    }

    /** The memory, or the array that describes it. */
    public static void memory(long sqe, long address, int length) {
        Native.putI64(sqe + ADDR_OFFSET, address);
        Native.putI32(sqe + LEN_OFFSET, length);
    }

    /** The flags of the one operation. */
    public static void operationFlags(long sqe, int flags) {
        Native.putI32(sqe + OP_FLAGS_OFFSET, flags);
    }

    /** The group that {@link #BUFFER_SELECT} takes from. */
    public static void bufferGroup(long sqe, int group) {
        Native.putU16(sqe + BUF_GROUP_OFFSET, group);
    }
}
