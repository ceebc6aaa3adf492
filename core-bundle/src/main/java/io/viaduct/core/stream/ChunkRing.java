package io.viaduct.core.stream;

import java.util.Arrays;

/** Ranges of received bytes in order, each with the buffer it lies in. A ring that only grows. */
final class ChunkRing {
    private static final int ROOM_AT_FIRST = 4;

    private long[] addresses = new long[ROOM_AT_FIRST];
    private int[] lengths = new int[ROOM_AT_FIRST];
    private int[] buffers = new int[ROOM_AT_FIRST];
    private int head;
    private int count;

    void add(long address, int length, int buffer) {
        if (count == buffers.length) {
            grow();
        }
        int at = slot(count++);
        addresses[at] = address;
        lengths[at] = length;
        buffers[at] = buffer;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /** First byte of the oldest range that is not taken. */
    long address() {
        return addresses[head];
    }

    /** Bytes of the oldest range that are not taken. */
    int length() {
        return lengths[head];
    }

    /** First byte of the range at {@code index}, 0 the oldest. */
    long address(int index) {
        return addresses[slot(index)];
    }

    int length(int index) {
        return lengths[slot(index)];
    }

    int buffer(int index) {
        return buffers[slot(index)];
    }

    /** The bytes of a range lie somewhere else now. */
    void move(int index, long address, int buffer) {
        addresses[slot(index)] = address;
        buffers[slot(index)] = buffer;
    }

    /** Takes bytes from the oldest range; whether none is left. */
    boolean take(int bytes) {
        addresses[head] += bytes;
        lengths[head] -= bytes;
        return lengths[head] == 0;
    }

    /** Takes out the oldest range and returns its buffer. */
    int remove() {
        int buffer = buffers[head];
        head = (head + 1) & (buffers.length - 1);
        count--;
        return buffer;
    }

    private int slot(int index) {
        return (head + index) & (buffers.length - 1);
    }

    private void grow() {
        long[] moreAddresses = Arrays.copyOfRange(addresses, head, head + 2 * count);
        int[] moreLengths = Arrays.copyOfRange(lengths, head, head + 2 * count);
        int[] moreBuffers = Arrays.copyOfRange(buffers, head, head + 2 * count);
        System.arraycopy(addresses, 0, moreAddresses, count - head, head);
        System.arraycopy(lengths, 0, moreLengths, count - head, head);
        System.arraycopy(buffers, 0, moreBuffers, count - head, head);
        addresses = moreAddresses;
        lengths = moreLengths;
        buffers = moreBuffers;
        head = 0;
    }
}
