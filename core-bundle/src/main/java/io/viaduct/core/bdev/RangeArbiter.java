package io.viaduct.core.bdev;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives out the locks on ranges of one device, first come first served. It lives on one reactor and
 * speaks to the guards on all of them by messages, so that nobody ever waits for a mutex, and who
 * does not ask for a lock has nothing to do with it. The first reactor, but for the constructor.
 */
final class RangeArbiter {
    private final List<RangeGuard> guards;
    private final List<RangeLock> held = new ArrayList<>(0);
    private final ArrayDeque<RangeLock> waiting = new ArrayDeque<>(2);

    /** The arbiter of one device, whose guards by reactor are these. */
    RangeArbiter(List<RangeGuard> guards) {
        this.guards = guards;
    }

    /** Somebody asks for a lock. */
    void request(RangeLock lock) {
        if (isFree(lock)) {
            grant(lock);
        } else {
            waiting.addLast(lock);
        }
    }

    // Nobody who waits is overtaken by one that it is in the way of.
    private boolean isFree(RangeLock lock) {
        return held.stream().noneMatch(lock::overlaps)
                && waiting.stream().noneMatch(lock::overlaps);
    }

    private void grant(RangeLock lock) {
        held.add(lock);
        lock.await(guards.size());
        guards.forEach(guard -> here().send(guard, () -> guard.close(lock)));
    }

    /** A reactor keeps others off the range, and none of their writes is left there. */
    void acknowledge(RangeLock lock) {
        if (lock.acknowledged()) {
            here().send(lock.home(), lock.holder()::locked);
        }
    }

    /** The holder has done with it. */
    void release(RangeLock lock) {
        held.remove(lock);
        guards.forEach(guard -> here().send(guard, () -> guard.open(lock)));
        List<RangeLock> inLine = List.copyOf(waiting);
        waiting.clear();
        inLine.forEach(this::request);
    }

    /** The guard on its own reactor. Any reactor. */
    RangeGuard here() {
        return guards.getFirst();
    }
}
