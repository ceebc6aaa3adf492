package io.viaduct.linux.engine;

import io.viaduct.linux.Mapping;
import io.viaduct.linux.SystemCallException;

/** The memory that an engine lends to handlers, and who has which part of it. Engine thread. */
final class LentBuffers implements AutoCloseable {
    private final Mapping mapping;
    private final int count;
    private final int bytes;
    private final boolean[] lent;
    private int lentCount;

    LentBuffers(EngineOptions options) throws SystemCallException {
        count = options.lentBuffers();
        bytes = options.lentBufferBytes();
        lent = new boolean[count];
        mapping = Mapping.create("viaduct-lent-buffers", (long) count * bytes);
    }

    int count() {
        return count;
    }

    int bytes() {
        return bytes;
    }

    /** How many no handler has. */
    int freeCount() {
        return count - lentCount;
    }

    long address(int buffer) {
        return mapping.address() + (long) buffer * bytes;
    }

    void lend(int buffer) {
        assert !lent[buffer] : "lent twice";
        lent[buffer] = true;
        lentCount++;
    }

    /** A second release would give one buffer to two connections, so it is never let pass. */
    void takeBack(int buffer) {
        if (!lent[buffer]) {
            throw new IllegalStateException("lent buffer " + buffer + " released twice");
        }
        lent[buffer] = false;
        lentCount--;
    }

    @Override
    public void close() {
        mapping.close();
    }
}
