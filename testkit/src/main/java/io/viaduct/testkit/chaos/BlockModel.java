package io.viaduct.testkit.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Which values each block of a namespace may hold. A write that is under way, or has ended without
 * success, may have landed or not; one that has ended with success has replaced everything that
 * ended before it began. What a read has found was there: whatever else had ended before is not.
 */
final class BlockModel {
    /** The value of a block that was never written, or was zeroed. */
    static final long ZERO = 0;

    /** Any value, for a block of which nothing is known. */
    static final long UNKNOWN = -1;

    private static final long NEVER = Long.MAX_VALUE;

    /** A value that a block may hold from one moment to another, and when its write ended. */
    static final class Value {
        private final long stamp;
        private final long start;
        private long end = NEVER;
        private long removed = NEVER;

        private Value(long stamp, long start) {
            this.stamp = stamp;
            this.start = start;
        }
    }

    private final List<List<Value>> blocks = new ArrayList<>();

    /** So many blocks that all hold {@code stamp}. */
    BlockModel(int count, long stamp) {
        grow(count, stamp);
    }

    int count() {
        return blocks.size();
    }

    /** More blocks. */
    void grow(int count, long stamp) {
        while (blocks.size() < count) {
            List<Value> values = new ArrayList<>();
            Value first = new Value(stamp, 0);
            first.end = 0;
            values.add(first);
            blocks.add(values);
        }
    }

    /** A write of a block begins. */
    Value begin(int block, long stamp, long now) {
        Value value = new Value(stamp, now);
        blocks.get(block).add(value);
        return value;
    }

    /** A write has ended with success. */
    void succeeded(int block, Value written, long now) {
        written.end = now;
        for (Value value : blocks.get(block)) {
            if (value != written && value.end < written.start && value.removed == NEVER) {
                value.removed = now;
            }
        }
    }

    /** A write has ended with an error: the device is done with it. */
    void failed(Value written, long now) {
        written.end = now;
    }

    /**
     * Nothing is at the device any more: what was left there by hosts that have gone has landed or
     * never will. Nothing is under way.
     */
    void settle(long now) {
        for (List<Value> values : blocks) {
            values.removeIf(value -> value.removed != NEVER);
            values.stream().filter(value -> value.end == NEVER).forEach(value -> value.end = now);
        }
    }

    /** Whether nothing is known of a block, so that it may be in pieces. */
    boolean unknown(int block) {
        return blocks.get(block).stream().anyMatch(value -> value.stamp == UNKNOWN);
    }

    /** Whether a read from {@code start} to now may have found a value; learns from it. */
    boolean read(int block, long stamp, long start, long now) {
        List<Value> values = blocks.get(block);
        boolean known = false;
        boolean allowed = false;
        for (Value value : values) {
            boolean then = value.start <= now && value.removed >= start;
            known |= then && value.stamp == stamp;
            allowed |= then && (value.stamp == stamp || value.stamp == UNKNOWN);
        }
        if (known) {
            for (Value value : values) {
                if (value.stamp != stamp && value.end < start && value.removed == NEVER) {
                    value.removed = now;
                }
            }
        }
        return allowed;
    }

    /** The values that a block may hold now. */
    String describe(int block) {
        StringBuilder text = new StringBuilder();
        for (Value value : blocks.get(block)) {
            if (value.removed == NEVER) {
                text.append(Long.toHexString(value.stamp)).append(' ');
            }
        }
        return text.toString().trim();
    }
}
