package io.viaduct.core.control;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.control.DesiredState.Entry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Brings back what is desired and not there: whenever something arrives, the calls whose objects
 * wait are made again, in their order. Control strand.
 */
public final class Reconciler {
    private static final Logger LOG = System.getLogger(Reconciler.class.getName());

    /** What an object is refused with whose name is taken. */
    private static final int EEXIST = -Errno.EEXIST.number();

    /** What an object is refused with that somebody still uses. */
    private static final int EBUSY = -Errno.EBUSY.number();

    /** The answer where another has claimed what is needed. */
    private static final int EPERM = -Errno.EPERM.number();

    /** What was refused although all that it needs is there is tried again so often. */
    static final long RETRY_MS = 5_000;

    /** How an object that is desired fares. */
    public enum State {
        /** It is there. */
        LIVE,
        /** Something that it needs is not there. */
        WAITING,
        /** What it needs has left, and hosts are held until that returns. */
        HELD,
        /** All that it needs is there, and yet it was refused. */
        FAILED
    }

    /**
     * What came of making a call again.
     *
     * @param missing what it needs and is not there, or null
     * @param refusal how it was refused, or null when what it makes is there
     */
    record Attempt(String missing, String refusal) {
        static final Attempt MADE = new Attempt(null, null);
    }

    private final Strand strand;
    private final MethodRegistry registry;
    private final DesiredState desired;
    private final Needs needs;
    private final DesiredJournal.Later later;
    private final Map<Long, String> reasons = new HashMap<>();
    private final Map<Long, CompletableFuture<Attempt>> underWay = new HashMap<>();
    private boolean scheduled;
    private boolean inTheWay;
    private boolean paused;
    private boolean retrying;

    /**
     * Over one platform's desired state.
     *
     * @param presence what is there
     * @param later runs tasks on the strand, later
     */
    public Reconciler(
            Strand strand,
            MethodRegistry registry,
            DesiredState desired,
            Presence presence,
            DesiredJournal.Later later) {
        this.strand = strand;
        this.registry = registry;
        this.desired = desired;
        this.later = later;
        needs = new Needs(registry::has, presence);
    }

    Needs needs() {
        return needs;
    }

    /** Somebody else makes what waits, in order; what arrives until {@link #goOn} counts then. */
    void pause() {
        paused = true;
    }

    /** Ends a pause. */
    void goOn() {
        paused = false;
        wake();
    }

    /**
     * Something has arrived. One pass follows for all that arrives until then, so that many devices
     * come back in linear time.
     */
    public void wake() {
        if (!scheduled) {
            scheduled = true;
            strand.execute(this::pass);
        }
    }

    /**
     * Something has gone for good. Only where it, or something like it, was in the way of what
     * waits is that tried again, so that many devices leave in linear time.
     */
    public void cleared() {
        if (inTheWay) {
            wake();
        }
    }

    /** A module has come: it is given the options that wait for it before anything else is. */
    public void giveOptions() {
        if (registry.state() == RpcState.RUNTIME) {
            tryAll(entry -> Effect.isOption(entry.method()));
        }
    }

    private void pass() {
        scheduled = false;
        if (paused || registry.state() == RpcState.STARTUP) {
            return;
        }
        inTheWay = false;
        Set<Long> waiting =
                desired.waiting().stream().map(Entry::sequence).collect(Collectors.toSet());
        reasons.keySet().retainAll(waiting);
        tryAll(entry -> true);
    }

    private void tryAll(Predicate<Entry> which) {
        desired.waiting().stream()
                .filter(which)
                .forEach(
                        entry -> {
                            var unused = attempt(entry);
                        });
    }

    /** Makes a call again, unless that is under way; done at its end. */
    CompletableFuture<Attempt> attempt(Entry entry) {
        CompletableFuture<Attempt> running = underWay.get(entry.sequence());
        if (running != null) {
            return running;
        }
        long seen = desired.suspensions();
        CompletableFuture<Attempt> attempt = new CompletableFuture<>();
        underWay.put(entry.sequence(), attempt);
        var unused =
                registry.replay(entry)
                        .whenComplete(
                                (result, failure) -> attempt.complete(tried(entry, seen, failure)));
        return attempt;
    }

    private Attempt tried(Entry entry, long seen, Throwable failure) {
        underWay.remove(entry.sequence());
        RpcException refusal = failure instanceof RpcException answer ? answer : null;
        int code = refusal == null ? 0 : refusal.code();
        if (failure == null || (code == EEXIST && isThere(entry))) {
            reasons.remove(entry.sequence());
            boolean restored = desired.reason(entry) == null;
            if (!desired.resume(entry, seen)) {
                // It has left again meanwhile, and may even be back.
                wake();
            } else if (!restored) {
                LOG.log(Level.INFO, entry.method() + " " + entry.parameters() + " is there again");
            }
            return Attempt.MADE;
        }
        inTheWay |= code == EEXIST || code == EBUSY || code == EPERM;
        String said = refusal == null ? failure.getMessage() : RefusalText.of(refusal);
        String missing = needs.missing(entry);
        reasons.put(entry.sequence(), missing == null ? said : missing);
        if (missing == null && desired.reason(entry) == null) {
            retryLater();
        }
        return new Attempt(missing, said);
    }

    // An address may not be there yet when the machine starts; nobody tells when it comes.
    private void retryLater() {
        if (!retrying) {
            retrying = true;
            later.after(
                    RETRY_MS,
                    () -> {
                        retrying = false;
                        wake();
                    });
        }
    }

    // A module may have found the device by itself.
    private boolean isThere(Entry entry) {
        return entry.at("name") instanceof String name && needs.presence().hasDevice(name);
    }

    /** What waits, by the number of its call, and why. */
    public Map<Long, String> unmet() {
        Map<Long, String> unmet = new TreeMap<>();
        for (Entry entry : desired.waiting()) {
            unmet.put(entry.sequence(), entry.method() + " waits: " + reason(entry));
        }
        return unmet;
    }

    /** How what a call makes fares. */
    State state(Entry entry) {
        if (needs.isHeld(entry)) {
            return State.HELD;
        }
        if (!desired.isWaiting(entry.sequence())) {
            return State.LIVE;
        }
        boolean refused = reasons.containsKey(entry.sequence());
        boolean complete = refused && needs.missing(entry) == null && !desired.isLost(entry);
        return complete ? State.FAILED : State.WAITING;
    }

    /** Why a call waits, in words for people; null for one that does not. */
    String reason(Entry entry) {
        if (!desired.isWaiting(entry.sequence())) {
            return null;
        }
        String why = desired.reason(entry);
        String last = reasons.get(entry.sequence());
        if (why == null) {
            return last == null ? "it has not been made yet" : last;
        }
        return last == null ? why : why + "; " + last;
    }
}
