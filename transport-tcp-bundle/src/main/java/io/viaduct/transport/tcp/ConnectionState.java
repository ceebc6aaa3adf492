package io.viaduct.transport.tcp;

import io.viaduct.transport.tcp.TcpRequest.State;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All there is to a connection at rest, as it is handed from one instance of the transport to the
 * next: between any two bytes that it receives, and with no memory of a send in use.
 *
 * @param running whether ICReq has come and ICResp has gone
 * @param wire what both ends agreed on
 * @param header bytes of the PDU's header that have come; a whole one waits for its turn, or for
 *     its data
 * @param arriving how far the PDU's data has come; null where none is expected
 * @param incoming slot of the command that the whole header belongs to, and whose data arrives or
 *     that is not admitted yet, or {@link #NONE}
 * @param made slots that were ever used: their tags are known to the host
 * @param slots those in use
 * @param queue slots that have something to send, in order
 */
record ConnectionState(
        boolean running,
        WireOptions wire,
        byte[] header,
        ArrivingData arriving,
        int incoming,
        int made,
        List<Slot> slots,
        List<Integer> queue) {
    /** Version of the format; any other is refused. */
    static final int VERSION = 2;

    /** No slot. */
    static final int NONE = -1;

    private static final int RUNNING = 1;
    private static final int HDGST = 2;
    private static final int DDGST = 4;
    private static final int ARRIVING = 8;
    private static final int FLAGS = RUNNING | HDGST | DDGST | ARRIVING;
    private static final int IN_CAPSULE = 1;
    private static final int DAMAGED = 2;
    private static final int SLOT_FLAGS = IN_CAPSULE | DAMAGED;

    /** PDA has five bits (NVMe/TCP, ICReq). */
    private static final int PDA_MAX = 31;

    private static final int FIXED_LENGTH = 3 + 2 + 4 + 4 + 4 + 4;
    private static final int SLOT_LENGTH = 4 + 1 + 1 + 2 + 8 + 8;

    /**
     * One command.
     *
     * @param slot its place, which makes its tag
     * @param state as in {@link TcpRequest}
     * @param cid its command identifier
     * @param inCapsule whether its data comes in the capsule
     * @param damaged whether a digest of its data was wrong
     * @param received bytes that have come by H2CData
     * @param total bytes that are to come
     */
    record Slot(
            int slot,
            State state,
            int cid,
            boolean inCapsule,
            boolean damaged,
            long received,
            long total) {
        boolean sends() {
            return state == State.SENDING;
        }

        private boolean isPossible(int made) {
            return slot >= 0
                    && slot < made
                    && state != State.FREE
                    && received >= 0
                    && (state != State.TRANSFERRING || received < total);
        }
    }

    byte[] encode() {
        int length =
                FIXED_LENGTH
                        + header.length
                        + (arriving == null ? 0 : ArrivingData.LENGTH)
                        + slots.size() * SLOT_LENGTH
                        + queue.size() * Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int flags =
                (running ? RUNNING : 0)
                        | (wire.hdgst() ? HDGST : 0)
                        | (wire.ddgst() ? DDGST : 0)
                        | (arriving == null ? 0 : ARRIVING);
        out.put((byte) flags).put((byte) wire.pda()).put((byte) 0);
        out.putShort((short) header.length).put(header);
        if (arriving != null) {
            arriving.put(out);
        }
        out.putInt(incoming).putInt(made);
        out.putInt(slots.size());
        slots.forEach(slot -> put(slot, out));
        out.putInt(queue.size());
        queue.forEach(out::putInt);
        return out.array();
    }

    private static void put(Slot slot, ByteBuffer out) {
        int flags = (slot.inCapsule ? IN_CAPSULE : 0) | (slot.damaged ? DAMAGED : 0);
        out.putInt(slot.slot).put((byte) slot.state.ordinal()).put((byte) flags);
        out.putShort((short) slot.cid).putLong(slot.received).putLong(slot.total);
    }

    /** Reads what {@link #encode} wrote; null where it is something else. */
    static ConnectionState decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int flags = in.get();
            int pda = in.get();
            int zero = in.get();
            byte[] header = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(header);
            boolean arrives = (flags & ARRIVING) != 0;
            ArrivingData arriving = arrives ? ArrivingData.get(in) : null;
            int incoming = in.getInt();
            int made = in.getInt();
            List<Slot> slots = slots(in, count(in, SLOT_LENGTH));
            List<Integer> queue = new ArrayList<>();
            for (int left = count(in, Integer.BYTES); left > 0; left--) {
                queue.add(in.getInt());
            }
            boolean shaped = (flags & ~FLAGS) == 0 && zero == 0 && pda >= 0 && pda <= PDA_MAX;
            boolean known = arrives == (arriving != null) && !slots.contains(null);
            if (!shaped || !known || in.hasRemaining()) {
                return null;
            }
            var wire = new WireOptions((flags & HDGST) != 0, (flags & DDGST) != 0, pda);
            boolean running = (flags & RUNNING) != 0;
            var state =
                    new ConnectionState(
                            running, wire, header, arriving, incoming, made, slots, queue);
            return state.isPossible() ? state : null;
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static int count(ByteBuffer in, int each) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / each) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    private static List<Slot> slots(ByteBuffer in, int count) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = in.getInt();
            int state = in.get();
            int flags = in.get();
            int cid = Short.toUnsignedInt(in.getShort());
            long received = in.getLong();
            long total = in.getLong();
            boolean known = state >= 0 && state < State.values().length;
            slots.add(
                    known && (flags & ~SLOT_FLAGS) == 0
                            ? new Slot(
                                    number,
                                    State.values()[state],
                                    cid,
                                    (flags & IN_CAPSULE) != 0,
                                    (flags & DAMAGED) != 0,
                                    received,
                                    total)
                            : null);
        }
        return slots;
    }

    /** Whether a connection can be like this. */
    private boolean isPossible() {
        if (made < 0
                || made > RequestTable.SLOTS_MAX
                || header.length > ReceiveMachine.HEADER_MAX
                || (!running && (!slots.isEmpty() || !wire.equals(WireOptions.NONE)))) {
            return false;
        }
        Set<Integer> all = new HashSet<>();
        Set<Integer> sending = new HashSet<>();
        boolean waits = incoming == NONE && arriving == null;
        for (Slot slot : slots) {
            if (!slot.isPossible(made) || !all.add(slot.slot)) {
                return false;
            }
            if (slot.sends()) {
                sending.add(slot.slot);
            }
            if (slot.slot == incoming) {
                waits = isIncoming(slot);
            } else if (slot.state == State.ARRIVING) {
                return false;
            }
        }
        return waits && isQueuePossible(sending);
    }

    /** Whether the PDU can be this command's. */
    private boolean isIncoming(Slot slot) {
        if (arriving == null) {
            return slot.state == State.PARKED && slot.inCapsule;
        }
        if (slot.state == State.TRANSFERRING) {
            return !arriving.discarded() && arriving.start() == slot.received;
        }
        return slot.state == State.ARRIVING && slot.inCapsule && arriving.start() == 0;
    }

    /** Every response is in the queue, and besides them only R2Ts, each once. */
    private boolean isQueuePossible(Set<Integer> sending) {
        Set<Integer> queued = new HashSet<>(queue);
        Set<Integer> transferring = new HashSet<>();
        slots.stream()
                .filter(slot -> slot.state == State.TRANSFERRING && slot.received == 0)
                .filter(slot -> slot.slot != incoming)
                .forEach(slot -> transferring.add(slot.slot));
        if (queued.size() != queue.size() || !queued.containsAll(sending)) {
            return false;
        }
        queued.removeAll(sending);
        return transferring.containsAll(queued);
    }
}
