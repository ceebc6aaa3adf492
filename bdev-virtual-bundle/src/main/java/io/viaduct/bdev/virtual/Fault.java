package io.viaduct.bdev.virtual;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is to happen to I/O of one kind. Set by the control strand, used up by all reactors.
 *
 * @param type what happens
 * @param status with {@link Type#nvme_failure}: the NVMe status, without phase bit
 * @param left I/O that it still happens to
 * @param depth only where so many I/O of a channel are under way
 * @param offset with {@link Type#corrupt_data}: the byte that is changed
 * @param mask with {@link Type#corrupt_data}: its bits that are changed
 */
record Fault(Type type, int status, AtomicInteger left, long depth, long offset, int mask) {
    /** The names in SPDK's methods. */
    enum Type {
        failure,
        pending,
        corrupt_data,
        nomem,
        nvme_failure
    }

    /** Nothing happens. */
    static final Fault NONE = new Fault(Type.failure, 0, new AtomicInteger(), 0, 0, 0);

    /** Whether it happens to an I/O with so many under way; one less is left then. */
    boolean strikes(int inFlight) {
        if (inFlight < depth) {
            return false;
        }
        for (int now = left.get(); now > 0; now = left.get()) {
            if (left.compareAndSet(now, now - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Changes the byte, where there are so many. Reactor thread. */
    void corrupt(SegmentList data) {
        long at = offset;
        for (int i = 0; i < data.count(); i++) {
            if (at < data.length(i)) {
                long address = data.address(i) + at;
                Native.putU8(address, Native.u8(address) ^ mask);
                return;
            }
            at -= data.length(i);
        }
    }
}
