package io.viaduct.bdev.aio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * Memory aligned as direct I/O needs it, through which data is copied whose own memory is not: a
 * host's data begins where its PDU had it. Made when it is needed first. Reactor thread.
 *
 * <p>The kernel writes there while an operation is in flight, which has its handler in the engine's
 * table, and with it the channel and this memory: it is not collected before.
 */
final class AlignedChunks {
    /** Bytes of one: the largest transfer that hosts ask for by default, in one operation. */
    static final int BYTES = 1 << 17;

    private static final int COUNT = 8;
    private static final int ALIGNMENT = 4096;

    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>(COUNT + 1);
    private boolean made;

    /** One of them; null while all are in use. */
    MemorySegment take() {
        if (!made) {
            made = true;
            MemorySegment all = Arena.ofAuto().allocate((long) COUNT * BYTES, ALIGNMENT);
            for (int i = 0; i < COUNT; i++) {
                free.add(all.asSlice((long) i * BYTES, BYTES));
            }
        }
        return free.pollLast();
    }

    /** Gives one back. */
    void put(MemorySegment chunk) {
        free.addLast(chunk);
    }
}
