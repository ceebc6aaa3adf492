package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;

/**
 * Sends messages from one reactor to others, in order and without loss: what a full queue refuses
 * is sent again a little later. Used for the life of connections and for what a host may have few
 * of at a time, so its backlog is bounded by their number. Reactor thread of the sender.
 */
public final class Courier {
    private static final long RETRY_NANOS = 1_000_000;

    private record Letter(Reactor to, Runnable message) {}

    private final Reactor reactor;
    private final Owner owner;
    private final Queue<Letter> backlog = new ArrayDeque<>();

    /** There while there is a backlog: it outlives the sender's end if need be. */
    private Timer retry;

    /** The messages of one reactor, sent in somebody's name. */
    public Courier(Reactor reactor, Owner owner) {
        this.reactor = reactor;
        this.owner = owner;
    }

    /** Runs a message on a reactor, never from inside this call. */
    public void send(Reactor to, Runnable message) {
        if (!backlog.isEmpty() || !to.send(owner, message)) {
            backlog.add(new Letter(to, message));
            if (retry == null) {
                retry = reactor.timer(owner, this::sendAgain);
                retry.arm(RETRY_NANOS);
            }
        }
    }

    private void sendAgain() {
        for (Iterator<Letter> letters = backlog.iterator(); letters.hasNext(); ) {
            Letter letter = letters.next();
            if (!letter.to().send(owner, letter.message())) {
                retry.arm(RETRY_NANOS);
                return;
            }
            letters.remove();
        }
        retry.close();
        retry = null;
    }
}
