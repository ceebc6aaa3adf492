package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;

import java.util.zip.CRC32C;

/** Header and data digests: CRC-32C over native memory. One thread at a time. */
public final class Crc32c {
    private final CRC32C crc = new CRC32C();

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
        crc.update(Native.ALL.asSlice(address, length).asByteBuffer());
    }
}
