package io.viaduct.core.stream;

import io.viaduct.api.memory.Native;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * Received bytes that were moved out of lent buffers, because too many of those were held. It
 * allocates, but then its stream has stopped receiving. Reactor thread.
 */
final class SpilledBytes {
    private record Piece(Arena arena, MemorySegment memory) {}

    private final Map<Integer, Piece> pieces = new HashMap<>();
    private int last = NO_NUMBER;

    /** Numbers of pieces lie below those of lent buffers and below "no buffer". */
    private static final int NO_NUMBER = -1;

    /** Whether a buffer's number is that of a piece. */
    static boolean owns(int number) {
        return number < NO_NUMBER;
    }

    /** Copies bytes; returns the number of the piece they are in. */
    int store(long address, int length) {
        Arena arena = Arena.ofConfined();
        MemorySegment memory = arena.allocate(length);
        Native.copy(address, memory.address(), length);
        last = last == Integer.MIN_VALUE ? NO_NUMBER - 1 : last - 1;
        pieces.put(last, new Piece(arena, memory));
        return last;
    }

    long address(int number) {
        return pieces.get(number).memory.address();
    }

    void release(int number) {
        pieces.remove(number).arena.close();
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }
}
