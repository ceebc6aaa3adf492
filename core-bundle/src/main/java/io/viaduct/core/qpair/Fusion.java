package io.viaduct.core.qpair;

import io.viaduct.api.nvme.Status;

/**
 * Where a queue pair stands with fused commands: the second has to follow its first at once. NVM
 * Express Base Specification 2.1, Fused Operations. Reactor thread.
 */
public final class Fusion {
    private FusedPair open;
    private boolean firstFailed;

    Fusion() {}

    /** Whether the next command has to be the second of a pair. */
    public boolean isOpen() {
        return open != null || firstFailed;
    }

    /**
     * A first command begins a pair.
     *
     * @return a status: the pair may be one too many for the I/O buffers
     */
    public int begin(CoreRequest first, int bytes) {
        FusedPairs pairs = first.qpair().target().fusedPairs();
        FusedPair pair = pairs.take(first.qpair().hostMemory() ? 0 : bytes);
        if (pair == null) {
            return Status.COMMAND_INTERRUPTED;
        }
        open = pair;
        pair.begin(this, first);
        return Status.SUCCESS;
    }

    /** The first command has failed its checks: its second is aborted when it comes. */
    public void failed() {
        assert open == null;
        firstFailed = true;
    }

    /** Another command has come than the second one. */
    public void missing() {
        firstFailed = false;
        if (open != null) {
            FusedPair left = open;
            open = null;
            left.end(Status.ABORTED_MISSING_FUSED);
        }
    }

    /** A second command: its pair, or null where {@link #refusal} says why there is none. */
    public FusedPair join(CoreRequest second) {
        FusedPair pair = open;
        open = null;
        if (pair != null) {
            pair.join(second);
        }
        return pair;
    }

    /** The status of a second command without a pair. */
    public int refusal() {
        int status = firstFailed ? Status.ABORTED_FAILED_FUSED : Status.ABORTED_MISSING_FUSED;
        firstFailed = false;
        return status;
    }

    /** The first command has ended before its second has come. */
    void forget(FusedPair pair) {
        if (open == pair) {
            open = null;
            firstFailed = true;
        }
    }

    /** The namespace has gone: nobody waits for a second command to it. */
    void leave(NamespaceSlot slot) {
        if (open != null) {
            open.leave(slot);
        }
    }
}
