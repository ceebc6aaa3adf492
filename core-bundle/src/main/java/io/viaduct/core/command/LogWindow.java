package io.viaduct.core.command;

import io.viaduct.api.memory.SegmentList;

/** The part of a log that a host asks for: the rest of what is put there is dropped. */
final class LogWindow {
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

    /** The {@code bytes} of the log from {@code at} on are those at {@code address}. */
    void put(long at, long address, long bytes) {
        if (overlaps(at, bytes)) {
            long first = Math.max(at, begin);
            long last = Math.min(at + bytes, end);
            data.copyFrom(first - begin, address + (first - at), last - first);
        }
    }
}
