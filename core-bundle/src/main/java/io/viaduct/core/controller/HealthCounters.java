package io.viaduct.core.controller;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a queue pair has moved, for the SMART log and for traffic based keep alive. Written by one
 * reactor without fences, read by any: a reader may be a moment late.
 */
public class HealthCounters {
    private static final int COMMANDS = 0;
    private static final int READS = 1;
    private static final int READ_BYTES = 2;
    private static final int WRITES = 3;
    private static final int WRITTEN_BYTES = 4;
    private static final int MEDIA_ERRORS = 5;
    private static final int BUSY_NANOS = 6;
    private static final int ANSWERED = 7;
    private static final int COUNT = 8;

    private final AtomicLongArray values = new AtomicLongArray(COUNT);

    // The writer's own.
    private int underWay;
    private long busySince;

    /** A command has arrived; {@code now} is the reactor's clock. */
    public final void command(long now) {
        add(COMMANDS, 1);
        if (underWay == 0) {
            busySince = now;
        }
        underWay++;
    }

    /** A command has been answered. */
    public final void answered(long now) {
        if (underWay == 0) {
            return;
        }
        add(ANSWERED, 1);
        if (--underWay == 0) {
            add(BUSY_NANOS, now - busySince);
        }
    }

    /** A read is done. */
    public final void read(long bytes) {
        add(READS, 1);
        add(READ_BYTES, bytes);
    }

    /** A write is done. */
    public final void written(long bytes) {
        add(WRITES, 1);
        add(WRITTEN_BYTES, bytes);
    }

    /** The medium has failed a command. */
    public final void mediaError() {
        add(MEDIA_ERRORS, 1);
    }

    /** Takes over what another has counted. */
    public final void add(HealthCounters other) {
        for (int i = 0; i < COUNT; i++) {
            add(i, other.values.getOpaque(i));
        }
    }

    /** Takes over sums of reads and writes that others have counted. */
    final void addMoved(
            long reads, long readBytes, long writes, long writtenBytes, long mediaErrors) {
        add(READS, reads);
        add(READ_BYTES, readBytes);
        add(WRITES, writes);
        add(WRITTEN_BYTES, writtenBytes);
        add(MEDIA_ERRORS, mediaErrors);
    }

    /** Commands that have arrived. */
    public final long commands() {
        return values.getOpaque(COMMANDS);
    }

    /** Commands that have been answered. */
    public final long answered() {
        return values.getOpaque(ANSWERED);
    }

    /** Nanoseconds with at least one command under way. */
    public final long busyNanos() {
        return values.getOpaque(BUSY_NANOS);
    }

    /** Read commands done. */
    public final long reads() {
        return values.getOpaque(READS);
    }

    /** Bytes read. */
    public final long readBytes() {
        return values.getOpaque(READ_BYTES);
    }

    /** Write commands done. */
    public final long writes() {
        return values.getOpaque(WRITES);
    }

    /** Bytes written. */
    public final long writtenBytes() {
        return values.getOpaque(WRITTEN_BYTES);
    }

    /** Commands that the medium has failed. */
    public final long mediaErrors() {
        return values.getOpaque(MEDIA_ERRORS);
    }

    private void add(int index, long more) {
        values.setOpaque(index, values.getPlain(index) + more);
    }
}
