package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.Request;
import io.viaduct.transport.tcp.pdu.Capsule;
import io.viaduct.transport.tcp.pdu.Crc32c;
import io.viaduct.transport.tcp.pdu.DataPdu;
import io.viaduct.transport.tcp.pdu.Pdu;
import io.viaduct.transport.tcp.pdu.ReadyToTransfer;

/**
 * PDUs on their way in one gather write: headers and digests in its own memory, one behind the
 * other so that they join, and data where the core has it.
 */
final class SendBatch {
    /**
     * Entries of the scatter list: the largest transfer in the smallest large buffers, and room.
     */
    static final int ENTRIES = 272;

    /** Bytes for headers, padding and digests. */
    static final int ARENA_LENGTH = 8192;

    /** Bytes of native memory that a batch needs. */
    static final int MEMORY_LENGTH = ENTRIES * SegmentList.ENTRY_LENGTH + ARENA_LENGTH;

    /** Most that one PDU takes of the arena: a data header padded to 128, a digest, a response. */
    private static final int ARENA_STEP = 192;

    /** Most entries that one PDU takes besides those of its data. */
    private static final int ENTRY_STEP = 3;

    final SegmentList list;
    TcpRequest first;
    private TcpRequest last;
    private final long arena;
    private int used;

    SendBatch(long memory) {
        list = new SegmentList(memory, ENTRIES);
        arena = memory + (long) ENTRIES * SegmentList.ENTRY_LENGTH;
    }

    boolean isEmpty() {
        return list.count() == 0;
    }

    void clear() {
        list.clear();
        used = 0;
        first = null;
        last = null;
    }

    /** Adds a PDU that is complete already. */
    void addControl(long pdu, int length) {
        long at = arena + used;
        Native.copy(pdu, at, length);
        append(length);
    }

    /**
     * Adds what a request has to send. False when there is no room left. Only responses belong to
     * the batch until it is released: a request whose R2T it carries may be complete before that.
     */
    boolean add(TcpRequest item, WireOptions wire, boolean success, Crc32c crc) {
        boolean data = item.output == TcpRequest.Output.RESPONSE && item.request.toHost();
        int entries = (data ? item.request.data().count() : 0) + ENTRY_STEP;
        if (ARENA_LENGTH - used < ARENA_STEP || list.capacity() - list.count() < entries) {
            return false;
        }
        if (item.output == TcpRequest.Output.R2T) {
            int header =
                    ReadyToTransfer.write(
                            arena + used, item.cid, item.ttag(), 0, (int) item.total, wire.hdgst());
            appendHeader(header, wire, crc);
            item.asked = true;
        } else {
            addResponse(item, wire, success, crc);
            chain(item);
        }
        return true;
    }

    private void addResponse(TcpRequest item, WireOptions wire, boolean success, Crc32c crc) {
        Request request = item.request;
        boolean capsule = true;
        if (request.toHost()) {
            capsule = !(success && request.plainSuccess());
            addData(request, item.cid, wire, !capsule, crc);
        }
        if (capsule) {
            int header = Capsule.response(arena + used, request.cqe(), wire.hdgst());
            appendHeader(header, wire, crc);
        }
    }

    private void addData(Request request, int cid, WireOptions wire, boolean success, Crc32c crc) {
        long pdu = arena + used;
        int pdo = DataPdu.dataOffset(wire.hdgst(), wire.pda());
        int flags =
                Pdu.LAST_PDU
                        | (success ? Pdu.SUCCESS : 0)
                        | (wire.hdgst() ? Pdu.HDGSTF : 0)
                        | (wire.ddgst() ? Pdu.DDGSTF : 0);
        DataPdu.toHost(pdu, cid, pdo, request.dataLength(), flags);
        int end = DataPdu.LENGTH;
        if (wire.hdgst()) {
            Native.putI32(pdu + end, crc.of(pdu, end));
            end += Pdu.DIGEST_LENGTH;
        }
        Native.zero(pdu + end, pdo - end);
        append(pdo);
        boolean whole = list.add(request.data(), 0, request.dataLength());
        assert whole : "room was checked";
        if (wire.ddgst()) {
            Native.putI32(arena + used, crc.of(request.data(), 0, request.dataLength()));
            append(Pdu.DIGEST_LENGTH);
        }
    }

    private void appendHeader(int header, WireOptions wire, Crc32c crc) {
        int length = header;
        if (wire.hdgst()) {
            Native.putI32(arena + used + header, crc.of(arena + used, header));
            length += Pdu.DIGEST_LENGTH;
        }
        append(length);
    }

    private void append(int length) {
        list.add(arena + used, length);
        used += length;
    }

    private void chain(TcpRequest item) {
        item.next = null;
        if (last == null) {
            first = item;
        } else {
            last.next = item;
        }
        last = item;
    }
}
