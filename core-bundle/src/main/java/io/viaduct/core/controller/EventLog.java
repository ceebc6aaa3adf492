package io.viaduct.core.controller;

import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.PersistentEvent;
import io.viaduct.api.nvme.PersistentEventLog;
import io.viaduct.core.qpair.ReactorTarget;
import io.viaduct.core.view.SubsystemView;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a controller adds to its subsystem's persistent events, and the picture of them that it
 * keeps for its host: the reporting context. Reactor thread.
 */
public final class EventLog {
    /** Of the log's format: NVM Express Base Specification 2.0. */
    private static final int REVISION = 2;

    private static final int[] TYPES = {
        PersistentEvent.TYPE_TIMESTAMP_CHANGE,
        PersistentEvent.TYPE_POWER_ON_OR_RESET,
        PersistentEvent.TYPE_CHANGE_NAMESPACE,
        PersistentEvent.TYPE_SET_FEATURE,
        PersistentEvent.TYPE_TELEMETRY_LOG_CREATED
    };

    private static final int FIRMWARE_REVISION_LENGTH = 8;
    private static final int RESET_POWER_CYCLE_OFFSET = 16;
    private static final int RESET_POWER_ON_OFFSET = 20;
    private static final int RESET_TIMESTAMP_OFFSET = 28;

    /** Of a feature that was set: CDW10 to CDW15 follow. */
    private static final int SET_FEATURE_DWORDS = 6;

    private final Controller controller;
    private final PersistentEvents events;
    private byte[] context;

    EventLog(Controller controller, PersistentEvents events) {
        this.controller = controller;
        this.events = events;
    }

    // What is recorded.

    /** The controller is new, or was reset. */
    void reset() {
        ReactorTarget home = controller.admin().target();
        byte[] revision =
                home.shared().options().firmwareRevision().getBytes(StandardCharsets.US_ASCII);
        var data = data(FIRMWARE_REVISION_LENGTH + PersistentEvent.RESET_INFORMATION_LENGTH);
        data.put(0, revision);
        int at = FIRMWARE_REVISION_LENGTH;
        data.putShort(at, (short) controller.association().cntlid());
        data.putInt(at + RESET_POWER_CYCLE_OFFSET, 1);
        data.putLong(at + RESET_POWER_ON_OFFSET, TimeUnit.NANOSECONDS.toMillis(home.ageNanos()));
        events.writeNow(MemorySegment.ofArray(data.array()), at + RESET_TIMESTAMP_OFFSET);
        add(PersistentEvent.TYPE_POWER_ON_OR_RESET, data);
    }

    /** The host has set a feature: the dwords of its command. */
    public void setFeature(int... dwords) {
        var data = data((1 + SET_FEATURE_DWORDS) * Integer.BYTES);
        data.putInt(SET_FEATURE_DWORDS);
        for (int dword : dwords) {
            data.putInt(dword);
        }
        add(PersistentEvent.TYPE_SET_FEATURE, data);
    }

    /** The host has told the time. */
    public void timestampChanged(long beforeMs) {
        var data = data(2 * Long.BYTES);
        data.putLong(beforeMs);
        data.putLong(TimeUnit.NANOSECONDS.toMillis(controller.admin().target().ageNanos()));
        add(PersistentEvent.TYPE_TIMESTAMP_CHANGE, data);
    }

    /** A telemetry log has been made; what it begins with. */
    void telemetryCreated(byte[] header) {
        add(PersistentEvent.TYPE_TELEMETRY_LOG_CREATED, ByteBuffer.wrap(header));
    }

    private static ByteBuffer data(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void add(int type, ByteBuffer data) {
        events.add(type, controller.association().cntlid(), data.array());
    }

    // What is told.

    /** The log as it was when the host established its reporting context, or null. */
    public byte[] context() {
        return context;
    }

    /** Keeps a picture of the log for the host. */
    public void establish() {
        List<byte[]> all = events.all();
        int length = PersistentEventLog.LENGTH + all.stream().mapToInt(one -> one.length).sum();
        byte[] log = new byte[length];
        writeHeader(MemorySegment.ofArray(log), all.size(), length);
        int at = PersistentEventLog.LENGTH;
        for (byte[] event : all) {
            System.arraycopy(event, 0, log, at, event.length);
            at += event.length;
        }
        context = log;
    }

    /** Gives the picture up. */
    public void release() {
        context = null;
    }

    private void writeHeader(MemorySegment log, int count, int length) {
        SubsystemView view = controller.subsystem().view();
        long age = controller.admin().target().ageNanos();
        PersistentEventLog.lid(log, 0, LogId.PERSISTENT_EVENT_LOG);
        PersistentEventLog.events(log, 0, count);
        PersistentEventLog.totalLength(log, 0, length);
        PersistentEventLog.revision(log, 0, REVISION);
        PersistentEventLog.headerLength(
                log, 0, PersistentEventLog.LENGTH - PersistentEventLog.HEADER_BEFORE);
        events.writeNow(log, PersistentEventLog.timestamp(0));
        PersistentEventLog.powerOnHours(log, 0, TimeUnit.NANOSECONDS.toHours(age));
        PersistentEventLog.powerCycles(log, 0, 1);
        PersistentEventLog.snText(log, 0, view.serialNumber());
        PersistentEventLog.mnText(log, 0, view.modelNumber());
        PersistentEventLog.subnqnText(log, 0, view.nqn());
        PersistentEventLog.generation(log, 0, events.nextContext());
        PersistentEventLog.contextExists(log, 0, context != null);
        for (int type : TYPES) {
            PersistentEventLog.supported(log, 0, type, true);
        }
    }
}
