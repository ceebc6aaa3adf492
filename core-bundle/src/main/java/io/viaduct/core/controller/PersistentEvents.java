package io.viaduct.core.controller;

import io.viaduct.api.nvme.IdentifyNamespace;
import io.viaduct.api.nvme.PersistentEvent;
import io.viaduct.api.nvme.Timestamp;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What has happened to a subsystem, for as long as it is there: the newest events, as the
 * Persistent Event log has them. Any thread; events are rare, hence its lock.
 */
public final class PersistentEvents {
    /** What is kept: with the header a log is less than 64 KiB, the unit of PELS. */
    static final int BYTES_MAX = 60 << 10;

    private static final int NSZE_OFFSET = 8;
    private static final int NSCAP_OFFSET = 24;
    private static final int NMIC_OFFSET = 34;
    private static final int NSID_OFFSET = 44;

    private final InstantSource clock;
    private final Deque<byte[]> events = new ArrayDeque<>();
    private final Map<Integer, NamespaceView> namespaces = new HashMap<>();
    private int bytes;
    private int contexts;

    /** A log without events. */
    public PersistentEvents(InstantSource clock) {
        this.clock = clock;
    }

    /** Records an event of a controller, 0 for none, with its data. */
    public synchronized void add(int type, int cntlid, byte[] data) {
        byte[] event = new byte[PersistentEvent.LENGTH + data.length];
        MemorySegment segment = MemorySegment.ofArray(event);
        PersistentEvent.header(segment, 0, type, data.length);
        PersistentEvent.cntlid(segment, 0, cntlid);
        writeNow(segment, PersistentEvent.timestamp(0));
        System.arraycopy(data, 0, event, PersistentEvent.LENGTH, data.length);
        events.addFirst(event);
        bytes += event.length;
        while (bytes > BYTES_MAX) {
            bytes -= events.removeLast().length;
        }
    }

    /** Hosts see these namespaces: records which have come and which have gone. */
    public synchronized void see(SubsystemView view) {
        Map<Integer, NamespaceView> before = new HashMap<>(namespaces);
        namespaces.clear();
        for (NamespaceView namespace : view.namespaces()) {
            namespaces.put(namespace.nsid(), namespace);
            NamespaceView known = before.remove(namespace.nsid());
            if (known != null && known.uuid().equals(namespace.uuid())) {
                continue;
            }
            if (known != null) {
                change(PersistentEvent.NAMESPACE_DELETED, known);
            }
            change(PersistentEvent.NAMESPACE_CREATED, namespace);
        }
        before.values().forEach(gone -> change(PersistentEvent.NAMESPACE_DELETED, gone));
    }

    private void change(int how, NamespaceView namespace) {
        var data =
                ByteBuffer.allocate(PersistentEvent.CHANGE_NAMESPACE_LENGTH)
                        .order(ByteOrder.LITTLE_ENDIAN);
        long blocks = namespace.geometry().blockCount();
        data.putInt(0, how);
        data.putLong(NSZE_OFFSET, blocks);
        data.putLong(NSCAP_OFFSET, blocks);
        data.put(NMIC_OFFSET, (byte) IdentifyNamespace.NMIC_SHRNS);
        data.putInt(NSID_OFFSET, namespace.nsid());
        add(PersistentEvent.TYPE_CHANGE_NAMESPACE, 0, data.array());
    }

    /** The events that there are, newest first. */
    public synchronized List<byte[]> all() {
        return List.copyOf(events);
    }

    /** The number of a new reporting context. */
    synchronized int nextContext() {
        contexts = contexts + 1 & 0xffff;
        return contexts;
    }

    /** Writes the time of day to zeroed memory. */
    void writeNow(MemorySegment segment, long at) {
        Timestamp.milliseconds(segment, at, clock.millis());
        Timestamp.origin(segment, at, Timestamp.ORIGIN_HOST);
    }
}
