package io.viaduct.core.qpair;

import java.util.ArrayDeque;

/**
 * Fused pairs of one reactor. Those that are in buffers may have a share of them, so that pairs
 * which wait for their second halves never keep the memory for these from each other. Reactor
 * thread.
 */
final class FusedPairs {
    private final HeldShare share;
    private final ArrayDeque<FusedPair> idle = new ArrayDeque<>(0);

    FusedPairs(HeldShare share) {
        this.share = share;
    }

    /** A pair whose first half has so many bytes in buffers; null where it is one too many. */
    FusedPair take(int bytes) {
        long charge = bytes == 0 ? 0 : share.takeOne(bytes);
        if (bytes != 0 && charge == 0) {
            return null;
        }
        FusedPair pair = idle.isEmpty() ? new FusedPair(this) : idle.pop();
        pair.charge(charge);
        return pair;
    }

    void give(FusedPair pair) {
        share.give(pair.charge());
        pair.charge(0);
        idle.push(pair);
    }
}
