package io.viaduct.core.controller;

import java.util.concurrent.TimeUnit;

/**
 * Features that a controller only keeps for the host. Those that it acts on are where they act:
 * events, keep alive, queues, write cache, retry delays. Reactor thread.
 */
public final class Features {
    /**
     * Kelvin, told as WCTEMP, and the threshold until a host sets another. A controller has to name
     * one, and this is the one that NVM Express Base Specification 2.1 recommends.
     */
    public static final int WARNING_TEMPERATURE = 0x157;

    /** Kelvin, told as CCTEMP: above WCTEMP; SPDK's. */
    public static final int CRITICAL_TEMPERATURE = 0x175;

    private int arbitration;
    private int temperatureOver = WARNING_TEMPERATURE;
    private int temperatureUnder;
    private int errorRecovery;
    private int writeAtomicity;
    private long timestampMs;
    private long timestampNanos;
    private boolean timestampSet;

    /** Features as they are after a reset; {@code now} is the reactor's clock. */
    Features(long now) {
        timestampNanos = now;
    }

    /** Arbitration: bursts and weights, without effect where every queue is served in turn. */
    public int arbitration() {
        return arbitration;
    }

    public void arbitration(int value) {
        arbitration = value;
    }

    /** Composite temperature above which an event would be raised, Kelvin. */
    public int temperatureOver() {
        return temperatureOver;
    }

    public void temperatureOver(int kelvin) {
        temperatureOver = kelvin;
    }

    /** Composite temperature below which an event would be raised, Kelvin. */
    public int temperatureUnder() {
        return temperatureUnder;
    }

    public void temperatureUnder(int kelvin) {
        temperatureUnder = kelvin;
    }

    /** Time Limited Error Recovery, units of 100 ms. */
    public int errorRecovery() {
        return errorRecovery;
    }

    public void errorRecovery(int value) {
        errorRecovery = value;
    }

    /** Disable Normal in bit 0: atomicity beyond one block is not asked for. */
    public int writeAtomicity() {
        return writeAtomicity;
    }

    public void writeAtomicity(int value) {
        writeAtomicity = value;
    }

    /** Timestamp: the host's time where it has told it, else since the reset, milliseconds. */
    public long timestampMs(long now) {
        return timestampMs + TimeUnit.NANOSECONDS.toMillis(now - timestampNanos);
    }

    /** Whether the host has told the time. */
    public boolean isTimestampSet() {
        return timestampSet;
    }

    /** The host tells the time. */
    public void timestampMs(long now, long milliseconds) {
        timestampMs = milliseconds;
        timestampNanos = now;
        timestampSet = true;
    }
}
