package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Header and data digests: CRC-32C over native memory. One thread at a time.
 *
 * <p>The JDK computes it over a {@link ByteBuffer} only. One for each range would be garbage
 * wherever it is not inlined away, so a few are kept, each over a gigabyte of addresses.
 */
public final class Crc32c {
    private static final int WINDOW_SHIFT = 30;
    private static final int WINDOW_LENGTH = 1 << WINDOW_SHIFT;

    /** Windows that are kept: more than a target has regions, with room for large ones. */
    private static final int WINDOWS = 64;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer[] windows = new ByteBuffer[WINDOWS];
    private final long[] numbers = new long[WINDOWS];

    /** The digest of a range. */
    public int of(long address, int length) {
        crc.reset();
        update(address, length);
        return (int) crc.getValue();
    }

    /** The digest of {@code length} bytes of a list from {@code offset} on. */
    public int of(SegmentList list, long offset, long length) {
        crc.reset();
        long skip = offset;
        long left = length;
        for (int i = 0; i < list.count() && left > 0; i++) {
            long size = list.length(i);
            if (skip >= size) {
                skip -= size;
                continue;
            }
            long take = Math.min(size - skip, left);
            update(list.address(i) + skip, (int) take);
            skip = 0;
            left -= take;
        }
        assert left == 0 : "range outside the list";
        return (int) crc.getValue();
    }

    private void update(long address, int length) {
        long at = address;
        long left = length;
        while (left > 0) {
            int from = (int) (at & (WINDOW_LENGTH - 1));
            int take = (int) Math.min(left, WINDOW_LENGTH - from);
            crc.update(window(at >>> WINDOW_SHIFT).limit(from + take).position(from));
            at += take;
            left -= take;
        }
    }

    private ByteBuffer window(long number) {
        int slot = (int) number & (WINDOWS - 1);
        if (windows[slot] == null || numbers[slot] != number) {
            long start = number << WINDOW_SHIFT;
            windows[slot] = Native.ALL.asSlice(start, WINDOW_LENGTH).asByteBuffer();
            numbers[slot] = number;
        }
        return windows[slot];
    }
}
