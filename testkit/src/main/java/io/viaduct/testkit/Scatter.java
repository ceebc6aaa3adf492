package io.viaduct.testkit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.viaduct.api.memory.SegmentList;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Memory of an I/O in pieces of given sizes, each between guards that nobody may touch. */
public final class Scatter {
    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = 0x5a;

    private final Arena arena = Arena.ofAuto();
    private final List<MemorySegment> blocks = new ArrayList<>();
    private final List<MemorySegment> pieces = new ArrayList<>();
    private final SegmentList list;
    private final int bytes;

    /** Pieces of these sizes, filled with zeroes. */
    public Scatter(int... sizes) {
        int sum = 0;
        long entries = (long) sizes.length * SegmentList.ENTRY_LENGTH;
        list = new SegmentList(arena.allocate(entries, Long.BYTES).address(), sizes.length);
        for (int size : sizes) {
            MemorySegment block = arena.allocate(size + 2L * GUARD_BYTES, 1);
            block.fill(GUARD);
            MemorySegment piece = block.asSlice(GUARD_BYTES, size);
            piece.fill((byte) 0);
            blocks.add(block);
            pieces.add(piece);
            list.add(piece.address(), size);
            sum += size;
        }
        bytes = sum;
    }

    /** One piece with this content. */
    public static Scatter of(byte[] content) {
        return new Scatter(content.length).put(content);
    }

    /** The list that an I/O is given; as at first, also when somebody has advanced it. */
    public SegmentList list() {
        list.clear();
        pieces.forEach(piece -> list.add(piece.address(), piece.byteSize()));
        return list;
    }

    /** Bytes of all pieces. */
    public int bytes() {
        return bytes;
    }

    /** Fills the pieces. */
    public Scatter put(byte[] content) {
        int at = 0;
        for (MemorySegment piece : pieces) {
            int size = (int) piece.byteSize();
            MemorySegment.copy(content, at, piece, JAVA_BYTE, 0, size);
            at += size;
        }
        return this;
    }

    /** What the pieces hold. */
    public byte[] get() {
        byte[] content = new byte[bytes];
        int at = 0;
        for (MemorySegment piece : pieces) {
            int size = (int) piece.byteSize();
            MemorySegment.copy(piece, JAVA_BYTE, 0, content, at, size);
            at += size;
        }
        return content;
    }

    /** Whether nobody has written beside a piece. */
    public boolean guarded() {
        for (MemorySegment block : blocks) {
            long size = block.byteSize();
            for (int i = 0; i < GUARD_BYTES; i++) {
                boolean intact =
                        block.get(JAVA_BYTE, i) == GUARD
                                && block.get(JAVA_BYTE, size - 1 - i) == GUARD;
                if (!intact) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What a list refers to, for instance one that a device has lent. */
    public static byte[] read(SegmentList list) {
        byte[] content = new byte[Math.toIntExact(list.length())];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.max(1, list.length()));
            list.copyTo(0, copy.address(), list.length());
            MemorySegment.copy(copy, JAVA_BYTE, 0, content, 0, content.length);
        }
        return content;
    }
}
