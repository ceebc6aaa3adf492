package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.bdev.virtual.Latencies.Kind;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Keeps what the device below has done for as long as its kind of latency says. */
final class DelayChannel extends ForwardingChannel {
    private static final int SLOW_ONE_OF = 100;

    private final Reactor reactor;
    private final Latencies latencies;
    private final Map<Kind, Line> lines = new EnumMap<>(Kind.class);
    private final SplittableRandom random = new SplittableRandom();

    DelayChannel(IoChannel below, ChannelContext context, Latencies latencies) {
        super(below, 0);
        reactor = context.reactor();
        this.latencies = latencies;
        for (Kind kind : Kind.values()) {
            lines.put(kind, new Line(context));
        }
    }

    @Override
    boolean keeps(Child child) {
        boolean slow = random.nextInt(SLOW_ONE_OF) == 0;
        BdevOp op = child.above().op();
        Kind kind;
        if (op == BdevOp.READ) {
            kind = slow ? Kind.p99_read : Kind.avg_read;
        } else if (op == BdevOp.WRITE) {
            kind = slow ? Kind.p99_write : Kind.avg_write;
        } else {
            return false;
        }
        long micros = latencies.get(kind);
        if (micros == 0) {
            return false;
        }
        lines.get(kind).add(child, TimeUnit.MICROSECONDS.toNanos(micros));
        return true;
    }

    @Override
    public boolean abort(BdevIo io) {
        if (io.channelState() instanceof Child child
                && lines.values().stream().anyMatch(line -> line.kept.remove(child))) {
            child.abort();
            return true;
        }
        return super.abort(io);
    }

    @Override
    public void close() {
        lines.values().forEach(line -> line.timer.close());
        super.close();
    }

    /** What is kept for one latency, in the order of coming, which is that of going. */
    private final class Line {
        private final ArrayDeque<Child> kept = new ArrayDeque<>();
        private final Timer timer;

        Line(ChannelContext context) {
            timer = reactor.timer(context.owner(), this::release);
        }

        void add(Child child, long nanos) {
            long due = reactor.nowNanos() + nanos;
            // A latency that has become shorter does not overtake what came before.
            if (!kept.isEmpty() && kept.getLast().dueNanos() - due > 0) {
                due = kept.getLast().dueNanos();
            }
            child.dueNanos(due);
            kept.add(child);
            if (!timer.armed()) {
                timer.arm(nanos);
            }
        }

        private void release() {
            while (!kept.isEmpty()) {
                long left = kept.getFirst().dueNanos() - reactor.nowNanos();
                if (left > 0) {
                    timer.arm(left);
                    return;
                }
                kept.remove().finish();
            }
        }
    }
}
