package io.viaduct.testkit.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What hosts may see of one namespace: how large it is, what its blocks hold, and when its commands
 * may fail. A module that leaves is no reason, until the hold is over.
 */
final class ModelNamespace {
    static final int BLOCK_SIZE = 512;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long HOLD_MS_DEFAULT = 10_000;

    /** From one step to another, during which commands may fail; what has begun before, too. */
    private static final class Trouble {
        private final String why;
        private long until = NEVER;

        private Trouble(String why) {
            this.why = why;
        }
    }

    private final int nsid;
    private final ModelDevice device;
    private final List<Trouble> troubles = new ArrayList<>();
    private int blocks;
    private boolean desired;
    private boolean changing;
    private long holdMs = HOLD_MS_DEFAULT;
    private long absentSince = NEVER;
    private long holdEnds = NEVER;
    private long returnedAt = NEVER;

    ModelNamespace(int nsid, ModelDevice device) {
        this.nsid = nsid;
        this.device = device;
    }

    int nsid() {
        return nsid;
    }

    ModelDevice device() {
        return device;
    }

    /** Blocks that hosts may use: a module above may still show fewer than there are. */
    int blocks() {
        return Math.min(blocks, device.blocks());
    }

    void blocks(int count) {
        blocks = count;
    }

    /** Whether the administrator wants it. */
    boolean desired() {
        return desired;
    }

    void desired(boolean on) {
        desired = on;
    }

    /** The administrator wants it no longer, and what was set for it is gone. */
    void forgotten() {
        desired = false;
        holdMs = HOLD_MS_DEFAULT;
        absentSince = NEVER;
        returnedAt = NEVER;
    }

    /** Whether the administrator's command on it is under way. */
    boolean changing() {
        return changing;
    }

    void changing(boolean on) {
        changing = on;
    }

    /** How long it is held when its module leaves the next time. */
    void holdMs(long ms) {
        holdMs = ms;
    }

    /** Its module leaves: hosts see nothing of it, for a while. */
    void moduleLeaves(long nowNanos) {
        long ends = nowNanos + holdMs * NANOS_PER_MS;
        if (absentSince == NEVER || returnedAt < nowNanos) {
            absentSince = nowNanos;
            holdEnds = ends;
        } else if (returnedAt == nowNanos) {
            // The return may not have come through: then it is still the old hold.
            holdEnds = Math.min(holdEnds, ends);
        }
        returnedAt = NEVER;
    }

    /** Its device is there again. */
    void returned(long nowNanos) {
        returnedAt = nowNanos;
    }

    /** Whether it is held no longer. */
    boolean holdOver(long nowNanos) {
        return absentSince != NEVER && returnedAt == NEVER && nowNanos >= holdEnds;
    }

    /** Commands may fail from now on. */
    void trouble(String why) {
        troubles.add(new Trouble(why));
    }

    boolean inTrouble() {
        return troubles.stream().anyMatch(trouble -> trouble.until == NEVER);
    }

    /** Commands that begin from now on may not fail any more. */
    void recovered(long now) {
        troubles.stream().filter(t -> t.until == NEVER).forEach(t -> t.until = now);
    }

    /** Why a command from {@code start} to now may fail, or null. */
    String excuse(long start) {
        for (Trouble trouble : troubles) {
            if (trouble.until >= start) {
                return trouble.why;
            }
        }
        return null;
    }
}
