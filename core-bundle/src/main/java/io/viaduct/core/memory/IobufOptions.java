package io.viaduct.core.memory;

import io.viaduct.api.transport.TransportOptions;

/**
 * Sizes of the process's I/O buffers; names, defaults and least values are those of SPDK's
 * iobuf_set_options.
 *
 * @param smallPoolCount small buffers of all reactors together
 * @param largePoolCount large buffers of all reactors together
 * @param smallBufsize bytes of a small buffer
 * @param largeBufsize bytes of a large buffer, more than of a small one
 */
public record IobufOptions(
        int smallPoolCount, int largePoolCount, int smallBufsize, int largeBufsize) {
    public static final int SMALL_POOL_COUNT_MIN = 64;
    public static final int LARGE_POOL_COUNT_MIN = 8;
    public static final int SMALL_BUFSIZE_MIN = 4096;
    public static final int LARGE_BUFSIZE_MIN = 8192;

    /** Buffers start on pages of the smallest size, as devices that bypass the cache want it. */
    public static final int ALIGNMENT = 4096;

    /** What a target has that says nothing else. */
    public static final IobufOptions DEFAULT = new IobufOptions(8192, 1024, 8192, 135168);

    /** Checks the ranges; the message names the RPC parameter and the value. */
    public IobufOptions {
        check("small_pool_count", smallPoolCount, SMALL_POOL_COUNT_MIN);
        check("large_pool_count", largePoolCount, LARGE_POOL_COUNT_MIN);
        check("small_bufsize", smallBufsize, SMALL_BUFSIZE_MIN);
        check("large_bufsize", largeBufsize, LARGE_BUFSIZE_MIN);
        if (smallBufsize >= largeBufsize) {
            throw new IllegalArgumentException(
                    "small_bufsize "
                            + smallBufsize
                            + " is not below large_bufsize "
                            + largeBufsize);
        }
    }

    /** Small buffers of one of {@code reactors} reactors. */
    int smallShare(int reactors) {
        return (smallPoolCount + reactors - 1) / reactors;
    }

    /** Large buffers of one of {@code reactors} reactors: enough for the largest request. */
    int largeShare(int reactors) {
        int largest = (TransportOptions.IO_SIZE_MAX + largeBufsize - 1) / largeBufsize;
        return Math.max((largePoolCount + reactors - 1) / reactors, largest);
    }

    /** Bytes from one small buffer to the next. */
    int smallStride() {
        return aligned(smallBufsize);
    }

    /** Bytes from one large buffer to the next. */
    int largeStride() {
        return aligned(largeBufsize);
    }

    /** Bytes of memory for one of {@code reactors} reactors. */
    long shareBytes(int reactors) {
        return (long) smallShare(reactors) * smallStride()
                + (long) largeShare(reactors) * largeStride();
    }

    private static int aligned(int bytes) {
        return Math.toIntExact(((long) bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    private static void check(String name, int value, int min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " " + value + " is below " + min);
        }
    }
}
