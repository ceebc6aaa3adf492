package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** struct io_uring_params. Of include/uapi/linux/io_uring.h. */
final class IoUringParams {
    private static final int LENGTH = 120;
    private static final int SQ_ENTRIES_OFFSET = 0;
    private static final int CQ_ENTRIES_OFFSET = 4;
    private static final int FLAGS_OFFSET = 8;
    private static final int FEATURES_OFFSET = 20;
    private static final int SQ_HEAD_OFFSET = 40;
    private static final int SQ_TAIL_OFFSET = 44;
    private static final int SQ_FLAGS_OFFSET = 56;
    private static final int SQ_ARRAY_OFFSET = 64;
    private static final int CQ_HEAD_OFFSET = 80;
    private static final int CQ_TAIL_OFFSET = 84;
    private static final int CQ_CQES_OFFSET = 100;

    private final MemorySegment params;

    IoUringParams(Arena arena) {
        params = arena.allocate(LENGTH, Long.BYTES);
    }

    void request(int flags, int completions) {
        params.fill((byte) 0);
        params.set(JAVA_INT, FLAGS_OFFSET, flags);
        params.set(JAVA_INT, CQ_ENTRIES_OFFSET, completions);
    }

    long address() {
        return params.address();
    }

    int features() {
        return at(FEATURES_OFFSET);
    }

    int sqEntries() {
        return at(SQ_ENTRIES_OFFSET);
    }

    int cqEntries() {
        return at(CQ_ENTRIES_OFFSET);
    }

    int sqHead() {
        return at(SQ_HEAD_OFFSET);
    }

    int sqTail() {
        return at(SQ_TAIL_OFFSET);
    }

    int sqFlags() {
        return at(SQ_FLAGS_OFFSET);
    }

    int sqArray() {
        return at(SQ_ARRAY_OFFSET);
    }

    int cqHead() {
        return at(CQ_HEAD_OFFSET);
    }

    int cqTail() {
        return at(CQ_TAIL_OFFSET);
    }

    int cqes() {
        return at(CQ_CQES_OFFSET);
    }

    /** Bytes of the mapping that holds both rings, without the submission entries. */
    long ringBytes() {
        long submissions = sqArray() + (long) sqEntries() * Integer.BYTES;
        long completions = cqes() + (long) cqEntries() * Cqe.LENGTH;
        return Math.max(submissions, completions);
    }

    private int at(int offset) {
        return params.get(JAVA_INT, offset);
    }
}
