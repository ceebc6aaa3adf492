package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Limits;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The part of a log that a host asks for: the rest of what is put there is dropped. */
final class LogWindow {
    private static final int PAGE = Limits.PAGE_SIZE_MIN;

    private final SegmentList data;
    private final long begin;
    private final long end;

    LogWindow(SegmentList data, long offset) {
        this.data = data;
        begin = offset;
        end = offset + data.length();
    }

    /** Whether any of a range of the log is asked for. */
    boolean overlaps(long at, long bytes) {
        return at < end && at + bytes > begin;
    }

    /** The log from {@code at} on is these bytes; they go by way of a page of scratch memory. */
    void put(long at, byte[] content, long scratch) {
        for (int done = 0; done < content.length; done += PAGE) {
            int part = Math.min(PAGE, content.length - done);
            if (overlaps(at + done, part)) {
                MemorySegment.copy(content, done, ALL, ValueLayout.JAVA_BYTE, scratch, part);
                put(at + done, scratch, part);
            }
        }
    }

    /** The {@code bytes} of the log from {@code at} on are those at {@code address}. */
    void put(long at, long address, long bytes) {
        if (overlaps(at, bytes)) {
            long first = Math.max(at, begin);
            long last = Math.min(at + bytes, end);
            data.copyFrom(first - begin, address + (first - at), last - first);
        }
    }
}
