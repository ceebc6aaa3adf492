package io.viaduct.linux;

import io.viaduct.api.memory.Native;

/** struct io_uring_cqe, at an address. Of include/uapi/linux/io_uring.h. */
public final class Cqe {
    /** Bytes of one entry. */
    public static final int LENGTH = 16;

    private static final int USER_DATA_OFFSET = 0;
    private static final int RES_OFFSET = 8;
    private static final int FLAGS_OFFSET = 12;
    private static final int F_BUFFER = 1;
    private static final int F_MORE = 2;
    private static final int BUFFER_SHIFT = 16;

    private Cqe() {}

    /** What the submission was given. */
    public static long userData(long cqe) {
        return Native.i64(cqe + USER_DATA_OFFSET);
    }

    /** The operation's result, or -errno. */
    public static int result(long cqe) {
        return Native.i32(cqe + RES_OFFSET);
    }

    /** The flags, for the methods below. */
    public static int flags(long cqe) {
        return Native.i32(cqe + FLAGS_OFFSET);
    }

    /** Whether the submission has further completions to come. */
    public static boolean more(int flags) {
        return (flags & F_MORE) != 0;
    }

    /** The number of the buffer taken from the group, or -1. */
    public static int buffer(int flags) {
        return (flags & F_BUFFER) == 0 ? -1 : flags >>> BUFFER_SHIFT;
    }
}
