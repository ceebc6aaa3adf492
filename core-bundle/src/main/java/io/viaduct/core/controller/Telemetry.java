package io.viaduct.core.controller;

import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.TelemetryLog;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * The state of a controller as text, kept for whoever reads its Telemetry logs: as it was when the
 * host asked for it, and as it was at the first fault that the host has not read of. Reactor
 * thread.
 */
public final class Telemetry {
    private static final int GENERATION_MASK = 0xff;
    private static final byte[] NOTHING = {};

    private final Controller controller;
    private byte[] forHost = NOTHING;
    private byte[] ofFault = NOTHING;
    private int hostGeneration;
    private int faultGeneration;
    private boolean available;
    private String reason = "";

    Telemetry(Controller controller) {
        this.controller = controller;
    }

    /** The host wants to know how things are now. */
    public void create() {
        forHost = dump();
        hostGeneration = hostGeneration + 1 & GENERATION_MASK;
    }

    /** A fault has happened. False where the host has not read of the last one yet. */
    boolean fault(String why) {
        if (available) {
            return false;
        }
        ofFault = dump();
        faultGeneration = faultGeneration + 1 & GENERATION_MASK;
        reason = why;
        available = true;
        return true;
    }

    /** The host has read of the fault. */
    void read() {
        available = false;
    }

    /** The log of the host's wish. */
    public byte[] hostInitiated() {
        return log(LogId.TELEMETRY_HOST_INITIATED, forHost);
    }

    /** The log of the last fault. */
    public byte[] controllerInitiated() {
        return log(LogId.TELEMETRY_CTRLR_INITIATED, ofFault);
    }

    /** What both logs begin with. */
    public byte[] header(int lid) {
        return log(lid, NOTHING);
    }

    // All of it is in the first data area, with which the other two end.
    private byte[] log(int lid, byte[] data) {
        int blocks = (data.length + TelemetryLog.BLOCK_LENGTH - 1) / TelemetryLog.BLOCK_LENGTH;
        byte[] log = new byte[TelemetryLog.LENGTH + blocks * TelemetryLog.BLOCK_LENGTH];
        System.arraycopy(data, 0, log, TelemetryLog.LENGTH, data.length);
        MemorySegment page = MemorySegment.ofArray(log);
        TelemetryLog.lid(page, 0, lid);
        TelemetryLog.lastBlock1(page, 0, blocks);
        TelemetryLog.lastBlock2(page, 0, blocks);
        TelemetryLog.lastBlock3(page, 0, blocks);
        TelemetryLog.hostGeneration(page, 0, hostGeneration);
        TelemetryLog.available(page, 0, available ? 1 : 0);
        TelemetryLog.generation(page, 0, faultGeneration);
        TelemetryLog.reasonText(page, 0, reason);
        return log;
    }

    private byte[] dump() {
        return StateDump.of(controller).getBytes(StandardCharsets.UTF_8);
    }
}
