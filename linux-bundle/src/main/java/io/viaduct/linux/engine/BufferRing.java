package io.viaduct.linux.engine;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.viaduct.api.memory.Native;
import io.viaduct.linux.IoUring;
import io.viaduct.linux.Mapping;
import io.viaduct.linux.SystemCallException;

import java.lang.invoke.VarHandle;

/** The free lent buffers, as an array from which the kernel takes: struct io_uring_buf_ring. */
final class BufferRing implements AutoCloseable {
    /** The group's number; there is one. */
    static final int GROUP = 0;

    private static final int ENTRY_LENGTH = 16;
    private static final int LENGTH_OFFSET = 8;
    private static final int NUMBER_OFFSET = 12;

    /** The tail lies over the first entry's unused part. */
    private static final int TAIL_OFFSET = 14;

    private static final VarHandle SHORT = JAVA_SHORT.varHandle();

    private final LentBuffers buffers;
    private final Mapping mapping;
    private final int mask;
    private short tail;

    BufferRing(IoUring ring, LentBuffers buffers) throws SystemCallException {
        this.buffers = buffers;
        mask = buffers.count() - 1;
        mapping = Mapping.create("viaduct-buffer-ring", (long) buffers.count() * ENTRY_LENGTH);
        try {
            ring.registerBuffers(mapping.address(), buffers.count(), GROUP);
        } catch (SystemCallException e) {
            mapping.close();
            throw e;
        }
        for (int i = 0; i < buffers.count(); i++) {
            put(i);
        }
    }

    /** Lets the kernel have a buffer. */
    void put(int buffer) {
        long entry = mapping.address() + (long) (tail & mask) * ENTRY_LENGTH;
        Native.putI64(entry, buffers.address(buffer));
        Native.putI32(entry + LENGTH_OFFSET, buffers.bytes());
        Native.putU16(entry + NUMBER_OFFSET, buffer);
        tail++;
        SHORT.setRelease(Native.ALL, mapping.address() + TAIL_OFFSET, tail);
    }

    /** Only after the ring that it is registered with. */
    @Override
    public void close() {
        mapping.close();
    }
}
