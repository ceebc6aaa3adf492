package io.viaduct.bdev.virtual;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A copy of data that is somebody else's. Its memory lives as long as this object. */
final class OwnData {
    private static final int ALIGNMENT = 4096;

    private final MemorySegment memory;
    private final MemorySegment entry = Arena.ofAuto().allocate(SegmentList.ENTRY_LENGTH, 8);
    private final SegmentList list = new SegmentList(entry.address(), 1);

    OwnData(SegmentList of) {
        memory = Arena.ofAuto().allocate(of.length(), ALIGNMENT);
        long at = memory.address();
        for (int i = 0; i < of.count(); i++) {
            Native.copy(of.address(i), at, of.length(i));
            at += of.length(i);
        }
        list.add(memory.address(), of.length());
    }

    SegmentList list() {
        return list;
    }
}
