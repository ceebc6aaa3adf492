package io.viaduct.core.bdev;

/**
 * One range of a device's blocks that nobody but its holder changes, on any reactor, from {@link
 * Holder#locked} until it is released.
 */
final class RangeLock {
    /** Who has asked for it. */
    interface Holder {
        /** The range is locked. Reactor of the holder; not from inside the request. */
        void locked();
    }

    private final Holder holder;
    private final RangeGuard home;
    private final long first;
    private final long end;

    /** Reactors that have not acknowledged yet. The arbiter's. */
    private int unacknowledged;

    /** A lock to be asked for on the reactor of {@code home}. */
    RangeLock(Holder holder, RangeGuard home, long lba, long count) {
        this.holder = holder;
        this.home = home;
        first = lba;
        end = lba + count;
    }

    Holder holder() {
        return holder;
    }

    RangeGuard home() {
        return home;
    }

    boolean overlaps(long lba, long count) {
        return lba < end && first < lba + count;
    }

    boolean overlaps(RangeLock other) {
        return other.first < end && first < other.end;
    }

    /** So many reactors have to acknowledge. */
    void await(int reactors) {
        unacknowledged = reactors;
    }

    /** One has; true when it was the last. */
    boolean acknowledged() {
        return --unacknowledged == 0;
    }
}
