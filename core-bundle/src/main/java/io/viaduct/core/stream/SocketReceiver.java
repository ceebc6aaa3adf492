package io.viaduct.core.stream;

import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.linux.Errno;

/**
 * The receiving half of a socket's stream. Mostly it receives into buffers that the engine lends;
 * for a large directed receive it stops that, waits until it has stopped, and lets the kernel write
 * to where the bytes belong. What arrives meanwhile is copied, so no order is ever lost. Reactor
 * thread.
 */
final class SocketReceiver implements EngineHandler {
    /**
     * Less than that is copied out of lent buffers. To stop and to restart the receive costs two
     * operations and turns of the loop; a copy out of a buffer that is still in the cache costs
     * less than one would think. Measured over loopback, microseconds of CPU for a payload, copied
     * against received in place: 128 KiB 21 against 22 (uring), 21 against 24 (epoll); 256 KiB 34
     * against 35, 36 against 31; 512 KiB 65 against 54, 61 against 53.
     */
    static final int DIRECT_BYTES_MIN = 256 * 1024;

    /** Lent buffers with unconsumed bytes at which a stream stops receiving, and goes on again. */
    static final int HELD_BUFFERS_MAX = 8;

    private static final int HELD_BUFFERS_LOW = HELD_BUFFERS_MAX / 2;

    private static final long RECEIVE = 0;
    private static final long DIRECT = 1;

    private final CoreReactor reactor;
    private final int descriptor;
    private final LentBudget budget;
    private final SocketStream stream;
    private final Inflow inflow = new Inflow(this::give);
    private final SpilledBytes spilled = new SpilledBytes();
    private long receiveToken;
    private boolean stopping;
    private long directToken;

    SocketReceiver(CoreReactor reactor, int descriptor, LentBudget budget, SocketStream stream) {
        this.reactor = reactor;
        this.descriptor = descriptor;
        this.budget = budget;
        this.stream = stream;
    }

    Inflow inflow() {
        return inflow;
    }

    /** Operations that have not ended. */
    int inFlight() {
        return (receiveToken == 0 ? 0 : 1) + (directToken == 0 ? 0 : 1);
    }

    @Override
    public void onEvent(long context, int event, int result, int buffer, boolean last) {
        if (context == DIRECT) {
            onDirect(result);
        } else {
            onReceived(result, buffer, last);
        }
        stream.progress();
    }

    /**
     * Starts, stops or redirects the receive as is now right.
     *
     * @return 0, or -errno of what could not be started
     */
    int adjust() {
        if (inflow.held() > 0 && budget.exceeded()) {
            inflow.spill(spilled);
        }
        boolean direct = inflow.directLeft() >= DIRECT_BYTES_MIN && inflow.held() == 0;
        if (directToken != 0) {
            return 0;
        }
        if (receiveToken != 0) {
            if (direct || isFull(HELD_BUFFERS_MAX)) {
                stop();
            }
            return 0;
        }
        if (direct) {
            return startDirect();
        }
        return isFull(HELD_BUFFERS_LOW) ? 0 : startReceive();
    }

    /** Ends the directed receive as it is; -1 where the kernel has its memory. */
    int withdraw() {
        return directToken == 0 ? inflow.withdraw() : -1;
    }

    /** Delivers nothing more, and asks the operations to end. */
    void cancel() {
        inflow.stop();
        if (receiveToken != 0) {
            stop();
        }
        if (directToken != 0) {
            reactor.engine().cancel(directToken);
        }
    }

    private boolean isFull(int buffers) {
        return inflow.held() >= buffers || !spilled.isEmpty();
    }

    private void stop() {
        if (!stopping) {
            stopping = true;
            reactor.engine().cancel(receiveToken);
        }
    }

    private int startReceive() {
        long token = reactor.engine().receive(OwnerTable.BASE, descriptor, this, RECEIVE);
        if (token < 0) {
            return (int) token;
        }
        receiveToken = token;
        return 0;
    }

    private int startDirect() {
        long token =
                reactor.engine()
                        .receiveInto(
                                OwnerTable.BASE,
                                descriptor,
                                inflow.directAddress(),
                                inflow.directLeft(),
                                this,
                                DIRECT);
        if (token < 0) {
            return (int) token;
        }
        directToken = token;
        return 0;
    }

    private void onReceived(int result, int buffer, boolean last) {
        boolean asked = stopping;
        if (last) {
            receiveToken = 0;
            stopping = false;
        }
        if (buffer != Engine.NO_BUFFER) {
            budget.take();
            inflow.arrived(reactor.engine().lentAddress(buffer), result, buffer);
        } else if (result == 0) {
            stream.end(0);
        } else if (result < 0 && !(asked && result == -Errno.ECANCELED)) {
            stream.end(-result);
        }
    }

    private void onDirect(int result) {
        directToken = 0;
        if (result <= 0) {
            stream.end(-result);
        } else if (!stream.isEnding()) {
            inflow.arrivedDirect(result);
        }
    }

    private void give(int buffer) {
        if (SpilledBytes.owns(buffer)) {
            spilled.release(buffer);
        } else {
            budget.give();
            reactor.engine().release(buffer);
        }
    }
}
