package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.Doorbell;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;

/**
 * The near end of a channel whose module runs on a thread of its own: carries I/O there and answers
 * back, in order of submission, with no allocation. To its reactor it is a channel like others; as
 * many I/O as it has places are at the module at a time, then it is busy. Reactor thread.
 */
final class Crossing implements BdevChannel {
    /** I/O at the module at once from one reactor: a queue of usual depth; a power of two. */
    static final int PLACES = 256;

    private static final VarHandle OUT = out();

    private final ChannelContext near;
    private final BdevOwner module;
    private final IoCounters counters;
    private final ArrayDeque<CrossingIo> free = new ArrayDeque<>(2);
    private final SideChannel far;
    private final IoLine there;
    private int made;
    private boolean busy;
    private Runnable onClosed;

    @SuppressWarnings("unused")
    private int out;

    /** A way to a device's channel, which is opened at the far end meanwhile. */
    Crossing(BdevEntry entry, ChannelContext near, IoCounters counters) {
        this.near = near;
        this.counters = counters;
        module = entry.module();
        Owner owner = entry.owner();
        CoreReactor side = module.side();
        var home = new Doorbell((CoreReactor) near.reactor(), owner, this::collect);
        far = new SideChannel(entry.bdev(), module, side, home);
        there = new IoLine(near.reactor(), owner, PLACES, new Doorbell(side, owner, far));
        far.listenTo(there);
        module.add(this);
        there.ring();
    }

    @Override
    public int submit(BdevIo io) {
        CrossingIo place = place();
        if (place == null) {
            busy = true;
            return BUSY;
        }
        place.load(io);
        OUT.setOpaque(this, out + 1);
        there.put(place);
        return PENDING;
    }

    private CrossingIo place() {
        if (free.isEmpty() && made < PLACES) {
            made++;
            return new CrossingIo(far);
        }
        return free.pollLast();
    }

    /** I/O that is on its way or at the module. Any thread. */
    int outstanding() {
        return (int) OUT.getOpaque(this);
    }

    /** The far end has answered, or closed. */
    private void collect() {
        for (int i = 0; i < PLACES; i++) {
            CrossingIo place = far.answered();
            if (place == null) {
                break;
            }
            int status = place.status();
            if (place.isFaulty()) {
                counters.fault();
            }
            BdevIo io = place.unload();
            free.addLast(place);
            OUT.setOpaque(this, out - 1);
            io.complete(status);
        }
        if (busy && !free.isEmpty()) {
            busy = false;
            near.ready();
        }
        if (onClosed != null && far.isClosed()) {
            Runnable told = onClosed;
            onClosed = null;
            there.close();
            module.remove(this);
            told.run();
        }
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("a crossing takes its time to close");
    }

    /** No I/O is left and none will come: {@code done} runs when the module's channel is closed. */
    void close(Runnable done) {
        assert outstanding() == 0 : "I/O is left";
        onClosed = done;
        far.close();
        there.ring();
    }

    private static VarHandle out() {
        try {
            return MethodHandles.lookup().findVarHandle(Crossing.class, "out", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
