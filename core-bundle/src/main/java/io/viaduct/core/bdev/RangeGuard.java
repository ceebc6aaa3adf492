package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.reactor.Courier;
import io.viaduct.core.reactor.OwnerTable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps changes off the locked ranges of one device on one reactor: parks them until the range is
 * free. It is there whether or not the device is in use on that reactor; without locks, all it
 * costs an I/O is one look at {@link #isClosed}. Reactor thread, but for the constructor.
 */
final class RangeGuard {
    /** A change that waits for a range to be free. */
    private record Parked(BdevIo io, CoreIoChannel user) {}

    private final Reactor reactor;
    private final List<RangeLock> locks = new ArrayList<>(0);
    private final ArrayDeque<Parked> parked = new ArrayDeque<>(1);
    private RangeArbiter arbiter;
    // The reactor's channel to the device while there is one.
    private DeviceChannel channel;
    // Made when there is something to send.
    private Courier courier;

    private RangeGuard(Reactor reactor) {
        this.reactor = reactor;
    }

    /** The guards of one device, by reactor. */
    static List<RangeGuard> of(List<Reactor> reactors) {
        List<RangeGuard> guards = reactors.stream().map(RangeGuard::new).toList();
        RangeArbiter arbiter = new RangeArbiter(guards);
        guards.forEach(guard -> guard.arbiter = arbiter);
        return guards;
    }

    /** The reactor has a channel from now on, or none, with null. */
    void channel(DeviceChannel open) {
        assert parked.isEmpty() : "I/O is parked";
        channel = open;
    }

    /** Whether a part of the device is locked. */
    boolean isClosed() {
        return !locks.isEmpty();
    }

    /** Whether an I/O would change a locked range. */
    boolean blocks(BdevIo io) {
        if ((Operations.MODIFYING & Operations.bit(io.op())) == 0) {
            return false;
        }
        for (RangeLock lock : locks) {
            if (lock.overlaps(io.lba(), io.count())) {
                return true;
            }
        }
        return false;
    }

    /** The I/O is sent again when its range is free. */
    void park(BdevIo io, CoreIoChannel user) {
        parked.addLast(new Parked(io, user));
    }

    // What a holder does.

    /** Asks for a lock: its holder is told. */
    void request(RangeLock lock) {
        send(first(), () -> arbiter.request(lock));
    }

    /** Gives a lock back. */
    void release(RangeLock lock) {
        send(first(), () -> arbiter.release(lock));
    }

    // What the arbiter does.

    /** Parks what would change the range, and acknowledges when what is under way is over. */
    void close(RangeLock lock) {
        locks.add(lock);
        if (channel == null) {
            acknowledge(lock);
        } else {
            channel.grace().after(() -> acknowledge(lock));
        }
    }

    private void acknowledge(RangeLock lock) {
        send(first(), () -> arbiter.acknowledge(lock));
    }

    /** Lets go what was parked and no other lock keeps. */
    void open(RangeLock lock) {
        locks.remove(lock);
        for (int left = parked.size(); left > 0; left--) {
            Parked next = parked.removeFirst();
            if (blocks(next.io)) {
                parked.addLast(next);
            } else {
                channel.resume(next.io, next.user);
            }
        }
    }

    private RangeGuard first() {
        return arbiter.here();
    }

    /** Runs a message on the reactor of another guard of this device, in order. */
    void send(RangeGuard to, Runnable message) {
        if (courier == null) {
            courier = new Courier(reactor, OwnerTable.BASE);
        }
        courier.send(to.reactor, message);
    }
}
