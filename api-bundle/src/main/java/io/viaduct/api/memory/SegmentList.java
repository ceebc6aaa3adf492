package io.viaduct.api.memory;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A scatter list kept in native memory as an array of the kernel's {@code struct iovec}, so that an
 * engine, a device or a guest can be given it as it is. It refers to memory that somebody else
 * owns. One thread at a time.
 */
@ProviderType
public final class SegmentList {
    /** Bytes of one entry: address, then length, 8 bytes each. */
    public static final int ENTRY_LENGTH = 16;

    private final long base;
    private final int capacity;
    private int count;
    private long length;

    /**
     * A list over memory that the caller owns and keeps while the list is used.
     *
     * @param base address of {@code capacity * ENTRY_LENGTH} bytes, 8-byte aligned
     * @param capacity entries, 1 to 1024 (the kernel's limit of one vectored call)
     */
    public SegmentList(long base, int capacity) {
        this.base = base;
        this.capacity = capacity;
    }

    /** Empties the list. */
    public void clear() {
        count = 0;
        length = 0;
    }

    /** Appends a range; joins it to the last one where they touch. False when the list is full. */
    public boolean add(long address, long bytes) {
        if (count > 0 && address(count - 1) + length(count - 1) == address) {
            Native.putI64(entry(count - 1) + 8, length(count - 1) + bytes);
        } else if (count == capacity) {
            return false;
        } else {
            Native.putI64(entry(count), address);
            Native.putI64(entry(count) + 8, bytes);
            count++;
        }
        length += bytes;
        return true;
    }

    /** Appends {@code bytes} of another list from {@code offset} on. False when it did not fit. */
    public boolean add(SegmentList from, long offset, long bytes) {
        long skip = offset;
        long left = bytes;
        for (int i = 0; i < from.count && left > 0; i++) {
            long size = from.length(i);
            if (skip >= size) {
                skip -= size;
                continue;
            }
            long take = Math.min(size - skip, left);
            if (!add(from.address(i) + skip, take)) {
                return false;
            }
            skip = 0;
            left -= take;
        }
        return left == 0;
    }

    /** Drops the first {@code bytes}, for instance those that a short write has taken. */
    public void advance(long bytes) {
        long left = bytes;
        int first = 0;
        while (first < count && left >= length(first)) {
            left -= length(first++);
        }
        for (int i = first; i < count; i++) {
            Native.putI64(entry(i - first), address(i));
            Native.putI64(entry(i - first) + 8, length(i));
        }
        count -= first;
        if (left > 0) {
            Native.putI64(entry(0), address(0) + left);
            Native.putI64(entry(0) + 8, length(0) - left);
        }
        length -= bytes;
    }

    /** Address of the {@code struct iovec} array. */
    public long iovec() {
        return base;
    }

    /** Entries in use. */
    public int count() {
        return count;
    }

    /** Entries there is room for. */
    public int capacity() {
        return capacity;
    }

    /** Bytes of all entries together. */
    public long length() {
        return length;
    }

    /** Address of entry {@code index}. */
    public long address(int index) {
        return Native.i64(entry(index));
    }

    /** Bytes of entry {@code index}. */
    public long length(int index) {
        return Native.i64(entry(index) + 8);
    }

    /** Copies the listed bytes from {@code offset} on to {@code to}. */
    public void copyTo(long offset, long to, long bytes) {
        copy(offset, to, bytes, false);
    }

    /** Copies {@code bytes} from {@code from} into the listed memory from {@code offset} on. */
    public void copyFrom(long offset, long from, long bytes) {
        copy(offset, from, bytes, true);
    }

    private void copy(long offset, long other, long bytes, boolean in) {
        long skip = offset;
        long done = 0;
        for (int i = 0; i < count && done < bytes; i++) {
            long size = length(i);
            if (skip >= size) {
                skip -= size;
                continue;
            }
            long take = Math.min(size - skip, bytes - done);
            long mine = address(i) + skip;
            Native.copy(in ? other + done : mine, in ? mine : other + done, take);
            skip = 0;
            done += take;
        }
        assert done == bytes : "range outside the list";
    }

    private long entry(int index) {
        return base + (long) index * ENTRY_LENGTH;
    }
}
