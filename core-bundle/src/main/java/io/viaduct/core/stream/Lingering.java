package io.viaduct.core.stream;

import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.linux.Descriptor;

/**
 * What is left of a connection that we have closed: nothing more is sent, and what the peer still
 * sends is received and dropped until it closes too. To close the descriptor while bytes are unread
 * or on their way would be a reset, which can take from the peer what it was sent last and breaks
 * it in the middle of a send. Reactor thread.
 */
final class Lingering implements EngineHandler {
    /** How long the peer has for its own close. */
    static final long LINGER_NANOS = 1_000_000_000L;

    private final CoreReactor reactor;
    private final int descriptor;
    private final Runnable onEnd;
    private final Timer patience;
    private long token;
    private boolean ending;

    /**
     * @param descriptor a connected socket that is shut down for sending, with no operation
     * @param onEnd run when it is closed
     */
    Lingering(CoreReactor reactor, int descriptor, Runnable onEnd) {
        this.reactor = reactor;
        this.descriptor = descriptor;
        this.onEnd = onEnd;
        this.patience = reactor.timer(OwnerTable.BASE, this::end);
    }

    void start() {
        patience.arm(LINGER_NANOS);
        receive();
    }

    private void receive() {
        token = reactor.engine().receive(OwnerTable.BASE, descriptor, this, 0);
        if (token < 0) {
            finish();
        }
    }

    @Override
    public void onEvent(long context, int event, int result, int buffer, boolean last) {
        if (buffer != Engine.NO_BUFFER) {
            reactor.engine().release(buffer);
        }
        if (last && result > 0 && !ending) {
            receive();
        } else if (last) {
            finish();
        }
    }

    private void end() {
        ending = true;
        reactor.engine().cancel(token);
    }

    private void finish() {
        patience.close();
        Descriptor.close(descriptor);
        onEnd.run();
    }
}
