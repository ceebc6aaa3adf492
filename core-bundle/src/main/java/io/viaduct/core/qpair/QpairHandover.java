package io.viaduct.core.qpair;

import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.Handover;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.StreamLayer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * One queue pair leaves its transport: handed over at rest, or, where that cannot be had in time,
 * disconnected. Reactor thread.
 */
final class QpairHandover implements Handover {
    /**
     * How long a connection may take to come to rest. With the second that a transport may take to
     * send its last responses, it is less than the drain deadline.
     */
    static final long PATIENCE_NANOS = 2_000_000_000L;

    private static final Logger LOG = System.getLogger(QpairHandover.class.getName());

    private final CoreQpair qpair;
    private final Timer patience;
    private final Runnable free;
    private boolean over;

    /** {@code free} runs once, when the transport holds nothing of the queue pair. */
    QpairHandover(CoreQpair qpair, Runnable free) {
        this.qpair = qpair;
        this.free = free;
        patience = qpair.target().timer(() -> refuse("it does not come to rest"));
    }

    void begin() {
        patience.arm(PATIENCE_NANOS);
        try {
            qpair.transport().handOver(this);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a transport failed to hand over a connection", e);
            refuse("it failed to hand over");
        }
    }

    @Override
    public void ready(int version, byte[] state, StreamLayer stream, List<Request> requests) {
        if (over) {
            throw new IllegalStateException("the connection is gone, or handed over already");
        }
        List<CoreRequest> ours = new ArrayList<>();
        requests.forEach(request -> ours.add((CoreRequest) request));
        boolean all = qpair.owns(ours);
        qpair.held(new HeldEnd(qpair, version, state, stream, all ? ours : List.of()));
        end();
        if (!all) {
            qpair.disconnect("its handover is not of its requests");
        }
    }

    @Override
    public void refuse(String why) {
        if (!over) {
            qpair.disconnect("not handed over: " + why);
        }
    }

    /** The queue pair is held, or gone. */
    void end() {
        over = true;
        patience.close();
        free.run();
    }
}
