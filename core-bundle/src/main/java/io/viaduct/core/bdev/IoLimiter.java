package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.reactor.OwnerTable;

import java.util.function.Consumer;

/**
 * Keeps the reads and writes of one device on one reactor within the device's limits, which other
 * reactors share: what is too early waits, and is looked at again every millisecond. Other
 * operations are not limited, as in SPDK; what is done in a device's stead is reads and writes.
 * Reactor thread.
 */
final class IoLimiter {
    private final Reactor reactor;
    private final int blockBytes;
    private final LimitedLine reads;
    private final LimitedLine writes;
    private final Timer timer;
    private boolean limits;

    /** Without limits; {@code go} gets what has waited. */
    IoLimiter(Reactor reactor, int blockBytes, Consumer<BdevIo> go) {
        this.reactor = reactor;
        this.blockBytes = blockBytes;
        reads = new LimitedLine(go);
        writes = new LimitedLine(go);
        timer = reactor.timer(OwnerTable.BASE, this::tick);
    }

    /** These are the limits from now on; null for none, which lets go all that waits. */
    void rates(Rates rates) {
        limits = rates != null;
        if (limits) {
            reads.rates(rates.of(BdevOp.READ));
            writes.rates(rates.of(BdevOp.WRITE));
            tick();
        } else {
            letAllGo();
            reads.rates(new Rate[0]);
            writes.rates(new Rate[0]);
        }
    }

    /** Whether an I/O has to wait, and is in line then. */
    boolean keeps(BdevIo io) {
        LimitedLine line = line(io);
        if (!limits || line == null) {
            return false;
        }
        boolean kept = line.keeps(io, io.count() * blockBytes, reactor.nowNanos());
        if (kept && line.size() == 1) {
            // It may be armed for later, because of what waits in the other line.
            timer.arm(LimitedLine.QUANTUM_NANOS);
        }
        return kept;
    }

    private LimitedLine line(BdevIo io) {
        return switch (io.op()) {
            case READ -> reads;
            case WRITE -> writes;
            default -> null;
        };
    }

    private void tick() {
        long now = reactor.nowNanos();
        long until = Math.min(reads.advance(blockBytes, now), writes.advance(blockBytes, now));
        if (until != Long.MAX_VALUE) {
            timer.arm(Math.max(until, LimitedLine.QUANTUM_NANOS));
        }
    }

    /** Lets go all that waits now, whatever the limits: somebody is in a hurry to be done. */
    void letAllGo() {
        reads.letAllGo();
        writes.letAllGo();
    }

    /** Ends all that waits now, with Command Abort Requested. */
    void abortAll() {
        reads.abortAll();
        writes.abortAll();
    }

    /** Whether an I/O has waited here, which does not any more. */
    boolean remove(BdevIo io) {
        LimitedLine line = line(io);
        return line != null && line.remove(io);
    }

    /** I/O that waits. */
    int waiting() {
        return reads.size() + writes.size();
    }

    /** Nothing waits and nothing will. */
    void close() {
        assert waiting() == 0 : "I/O waits for its turn";
        timer.close();
    }
}
