package io.viaduct.core.target;

import io.viaduct.core.qpair.Pause;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The last swaps of a target, and those under way. Control strand. */
final class SwapLog {
    /** Swaps that are remembered: ten times a hundred updates, and a few more. */
    static final int ENTRIES_MAX = 1024;

    private final InstantSource clock;
    private final Deque<Swap> entries = new ArrayDeque<>();
    private final Set<Open> open = new LinkedHashSet<>();
    private long sequence;

    SwapLog(InstantSource clock) {
        this.clock = clock;
    }

    /** A swap that is under way. */
    final class Open {
        private final SwapKind kind;
        private final String what;
        private final String nqn;
        private final int nsid;
        private final long beganMs = clock.millis();
        private boolean refused;

        private Open(SwapKind kind, String what, String nqn, int nsid) {
            this.kind = kind;
            this.what = what;
            this.nqn = nqn;
            this.nsid = nsid;
        }

        /** What came instead cannot go on; {@link #end} follows. */
        void refuse() {
            refused = true;
        }

        /** It is over, and this is what the reactors have measured. */
        void end(Pause pause) {
            if (open.remove(this)) {
                add(this, pause);
            }
        }

        private SwapOutcome outcome(Pause pause) {
            if (pause.resumed()) {
                return SwapOutcome.RESUMED;
            }
            return refused ? SwapOutcome.REFUSED : SwapOutcome.REMOVED;
        }
    }

    /** A namespace is held, or leaves again before its hold has ended, which goes on then. */
    Open beginBdev(String bdev, String nqn, int nsid) {
        Open before = find(nqn, nsid);
        if (before != null) {
            return before;
        }
        return begin(new Open(SwapKind.BDEV, bdev, nqn, nsid));
    }

    /** A transport hands over. */
    Open beginTransport(String trtype) {
        return begin(new Open(SwapKind.TRANSPORT, trtype, null, 0));
    }

    private Open begin(Open one) {
        open.add(one);
        return one;
    }

    /** Another device has come for a held namespace. */
    void refuse(String nqn, int nsid) {
        Open one = find(nqn, nsid);
        if (one != null) {
            one.refuse();
        }
    }

    private Open find(String nqn, int nsid) {
        for (Open one : open) {
            if (one.nsid == nsid && nqn.equals(one.nqn)) {
                return one;
            }
        }
        return null;
    }

    private void add(Open one, Pause pause) {
        if (entries.size() == ENTRIES_MAX) {
            entries.removeFirst();
        }
        SwapOutcome outcome = one.outcome(pause);
        entries.addLast(
                new Swap(
                        ++sequence,
                        one.kind,
                        one.what,
                        one.nqn,
                        one.nsid,
                        one.beganMs,
                        pause,
                        outcome));
    }

    /** Those that are over, oldest first. */
    List<Swap> entries() {
        return List.copyOf(entries);
    }
}
