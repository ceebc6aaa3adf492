package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.transport.tcp.pdu.Crc32c;
import io.viaduct.transport.tcp.pdu.Pdu;
import io.viaduct.transport.tcp.pdu.PduCheck;
import io.viaduct.transport.tcp.pdu.PduType;
import io.viaduct.transport.tcp.pdu.Verdict;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Turns bytes into PDUs: header, its digest, padding, data, its digest. Driven by bytes alone; what
 * a PDU means is its owner's business.
 */
final class ReceiveMachine {
    /** Who is told of PDUs. */
    interface Sink {
        /**
         * A header is complete and good. The sink calls {@link ReceiveMachine#data} or {@link
         * ReceiveMachine#discard} where the PDU carries data, or {@link ReceiveMachine#park}.
         */
        void onHeader(long pdu);

        /** All of a PDU's data has been placed or discarded. */
        void onData(boolean digestGood);

        /** The peer broke the protocol. */
        void onFatal(Verdict verdict, long header, int length);
    }

    /** Bytes of native memory that a machine needs: the longest header and its digest. */
    static final int MEMORY_LENGTH = 160;

    /** Bytes of the longest header with its digest. */
    static final int HEADER_MAX = MEMORY_LENGTH - Pdu.DIGEST_LENGTH;

    /** From how many outstanding bytes on data is received straight into its place. */
    private static final int DIRECT_MIN = 8192;

    private enum State {
        COMMON_HEADER,
        HEADER,
        DISPATCH,
        PADDING,
        DATA,
        DIRECTED,
        DISCARD,
        DIGEST,
        ENDED
    }

    private final StreamLayer stream;
    private final Sink sink;
    private final Crc32c crc;
    private final long header;
    private State state = State.COMMON_HEADER;
    private WireOptions wire = WireOptions.NONE;
    private boolean initialized;
    private boolean parked;
    private boolean stopping;
    private int have;
    private int need = Pdu.HEADER_LENGTH;
    private long padding;
    private long remaining;
    private long position;
    private long start;
    private SegmentList target;
    private long directed;
    private long received;

    ReceiveMachine(StreamLayer stream, long memory, Crc32c crc, Sink sink) {
        this.stream = stream;
        this.header = memory;
        this.crc = crc;
        this.sink = sink;
    }

    /** From now on PDUs are read as agreed. */
    void agreed(WireOptions options) {
        wire = options;
        initialized = true;
    }

    /**
     * Takes nothing more until {@link #unpark}; from inside {@link Sink#onHeader} it comes again.
     */
    void park() {
        parked = true;
    }

    boolean isParked() {
        return parked;
    }

    /** Goes on: with the header that was parked on, unless {@link #proceed} has dealt with it. */
    void unpark() {
        parked = false;
        if (state == State.DISPATCH) {
            dispatch();
        }
        if (!parked) {
            stream.resume();
        }
    }

    /**
     * Takes nothing more, or does again. What the kernel receives straight into its place at this
     * moment is waited for.
     */
    void stop(boolean on) {
        stopping = on;
        if (on && state == State.DIRECTED) {
            int filled = stream.withdraw();
            if (filled >= 0) {
                arrived(filled);
            }
        }
    }

    /** Whether no receive is directed. */
    boolean isAtRest() {
        return state != State.DIRECTED;
    }

    /** Bytes that have come of the PDU's header. */
    byte[] header() {
        byte[] bytes = new byte[state == State.DIGEST ? need : have];
        MemorySegment.copy(Native.ALL, ValueLayout.JAVA_BYTE, header, bytes, 0, bytes.length);
        return bytes;
    }

    /** How far the data of a PDU has come, at rest; null where none is expected. */
    ArrivingData arriving() {
        ArrivingData.Step step =
                switch (state) {
                    case PADDING -> ArrivingData.Step.PADDING;
                    case DATA, DISCARD -> ArrivingData.Step.DATA;
                    case DIGEST -> ArrivingData.Step.DIGEST;
                    default -> null;
                };
        if (step == null) {
            return null;
        }
        boolean discarded = target == null;
        boolean digest = step == ArrivingData.Step.DIGEST;
        return new ArrivingData(
                step,
                discarded,
                step == ArrivingData.Step.PADDING ? padding : 0,
                remaining,
                discarded ? 0 : start,
                discarded ? 0 : position - start,
                digest ? have : 0,
                digest ? Native.i32(digestAddress()) : 0);
    }

    /**
     * Goes on where another machine was at rest, parked where a whole header had come.
     *
     * @return whether such a header can be
     */
    boolean restore(byte[] bytes) {
        for (byte one : bytes) {
            if (state == State.DISPATCH) {
                return false;
            }
            Native.putU8(header + have++, one);
            Verdict verdict = have == need ? progress() : null;
            if (verdict != null) {
                return false;
            }
        }
        parked = state == State.DISPATCH;
        return true;
    }

    /**
     * Goes on in the middle of a PDU whose header was restored.
     *
     * @param list where its data goes; null where it is discarded
     * @return whether such a PDU can be
     */
    boolean restore(ArrivingData from, SegmentList list) {
        if (state != State.DISPATCH || !carriesData()) {
            return false;
        }
        boolean digests = (Pdu.flags(header) & Pdu.DDGSTF) != 0;
        long length = PduCheck.dataLength(header, wire.hdgst());
        long room = list == null ? 0 : list.length();
        if (!from.isPossible((long) Pdu.pdo(header) - need, length, room, digests)) {
            return false;
        }
        parked = false;
        target = list;
        padding = from.padding();
        remaining = from.remaining();
        start = from.start();
        position = start + from.placed();
        switch (from.step()) {
            case PADDING -> state = State.PADDING;
            case DATA -> state = dataState();
            case DIGEST -> {
                state = State.DIGEST;
                have = from.digestLength();
                Native.putI32(digestAddress(), from.digest());
            }
        }
        return true;
    }

    /** Whether a PDU's data is expected. */
    boolean awaitsData() {
        return switch (state) {
            case PADDING, DATA, DIRECTED, DISCARD, DIGEST -> true;
            case COMMON_HEADER, HEADER, DISPATCH, ENDED -> false;
        };
    }

    /** Bytes that have come, those of a directed receive when all of it is there. */
    long received() {
        return received;
    }

    /** Discards whatever comes from now on. */
    void end() {
        state = State.ENDED;
        parked = false;
    }

    /** The PDU's data goes to {@code list} from {@code offset} on. */
    void data(SegmentList list, long offset) {
        target = list;
        start = offset;
        position = offset;
    }

    /** Bytes of the last PDU's data that were placed. */
    long placed() {
        return position - start;
    }

    /** The PDU's data is of no use. */
    void discard() {
        target = null;
    }

    /** Consumes bytes; fewer than given while parked or while data goes straight to its place. */
    int onBytes(long address, int length) {
        int at = consume(address, length);
        received += at;
        return at;
    }

    private int consume(long address, int length) {
        int at = 0;
        while (!parked && !stopping) {
            if (state == State.DISPATCH) {
                dispatch();
            } else if (state == State.DIRECTED || at == length) {
                return at;
            } else {
                at += step(address + at, length - at);
            }
        }
        return at;
    }

    private int step(long address, int length) {
        return switch (state) {
            case COMMON_HEADER, HEADER -> collect(address, length);
            case PADDING -> pad(length);
            case DATA -> place(address, length);
            case DISCARD -> skip(length);
            case DIGEST -> digest(address, length);
            case ENDED -> length;
            case DISPATCH, DIRECTED -> throw new AssertionError(state);
        };
    }

    private int collect(long address, int length) {
        int take = Math.min(length, need - have);
        Native.copy(address, header + have, take);
        have += take;
        if (have == need) {
            int complete = have;
            Verdict verdict = progress();
            if (verdict != null) {
                sink.onFatal(verdict, header, Math.min(complete, headerLength()));
            }
        }
        return take;
    }

    /** Bytes of the header so far without a digest. */
    private int headerLength() {
        return state == State.COMMON_HEADER ? Pdu.HEADER_LENGTH : Pdu.hlen(header);
    }

    /** A part of the header is complete. What is wrong with it, or null. */
    private Verdict progress() {
        return state == State.COMMON_HEADER ? commonComplete() : headerComplete();
    }

    private Verdict commonComplete() {
        Verdict verdict =
                PduCheck.common(header, initialized, wire.hdgst(), wire.ddgst(), wire.pda());
        if (verdict == null) {
            need = Pdu.hlen(header) + (carriesHeaderDigest() ? Pdu.DIGEST_LENGTH : 0);
            state = State.HEADER;
        }
        return verdict;
    }

    private Verdict headerComplete() {
        if (carriesHeaderDigest()) {
            int hlen = Pdu.hlen(header);
            int received = Native.i32(header + hlen);
            if (crc.of(header, hlen) != received) {
                return Verdict.headerDigest(received);
            }
        }
        state = State.DISPATCH;
        return null;
    }

    private boolean carriesHeaderDigest() {
        return (Pdu.flags(header) & Pdu.HDGSTF) != 0;
    }

    private void dispatch() {
        target = null;
        sink.onHeader(header);
        if (parked || state == State.ENDED) {
            return;
        }
        proceed();
    }

    /** The sink has made up its mind about a header that it had parked on. */
    void proceed() {
        remaining = carriesData() ? PduCheck.dataLength(header, wire.hdgst()) : 0;
        if (remaining == 0) {
            nextPdu();
            return;
        }
        padding = (long) Pdu.pdo(header) - need;
        state = padding > 0 ? State.PADDING : dataState();
    }

    private boolean carriesData() {
        int type = Pdu.type(header);
        return type == PduType.CAPSULE_CMD || type == PduType.H2C_DATA;
    }

    private State dataState() {
        return target == null ? State.DISCARD : State.DATA;
    }

    private int pad(int length) {
        int take = (int) Math.min(length, padding);
        padding -= take;
        if (padding == 0) {
            state = dataState();
        }
        return take;
    }

    private int skip(int length) {
        int take = (int) Math.min(length, remaining);
        remaining -= take;
        if (remaining == 0) {
            dataComplete();
        }
        return take;
    }

    private int place(long address, int length) {
        int take = (int) Math.min(length, remaining);
        target.copyFrom(position, address, take);
        position += take;
        remaining -= take;
        if (remaining == 0) {
            dataComplete();
        } else if (remaining >= DIRECT_MIN) {
            direct();
        }
        return take;
    }

    private void direct() {
        long skip = position;
        int index = 0;
        while (skip >= target.length(index)) {
            skip -= target.length(index++);
        }
        directed = Math.min(remaining, target.length(index) - skip);
        state = State.DIRECTED;
        stream.receiveInto(target.address(index) + skip, (int) directed);
    }

    /** The directed bytes are in place. */
    void onDirected() {
        if (state == State.DIRECTED) {
            received += directed;
            arrived(directed);
        }
    }

    /** So many bytes of the directed receive have come, and no more will. */
    private void arrived(long bytes) {
        position += bytes;
        remaining -= bytes;
        if (remaining == 0) {
            dataComplete();
        } else if (remaining >= DIRECT_MIN && !stopping) {
            direct();
        } else {
            state = State.DATA;
        }
    }

    private void dataComplete() {
        if ((Pdu.flags(header) & Pdu.DDGSTF) != 0) {
            have = 0;
            state = State.DIGEST;
        } else {
            finish(true);
        }
    }

    /** The digest is collected behind the header, whose memory has room for it. */
    private int digest(long address, int length) {
        int take = Math.min(length, Pdu.DIGEST_LENGTH - have);
        long at = digestAddress();
        Native.copy(address, at + have, take);
        have += take;
        if (have == Pdu.DIGEST_LENGTH) {
            finish(target == null || crc.of(target, start, position - start) == Native.i32(at));
        }
        return take;
    }

    private long digestAddress() {
        return header + MEMORY_LENGTH - Pdu.DIGEST_LENGTH;
    }

    private void finish(boolean digestGood) {
        nextPdu();
        sink.onData(digestGood);
    }

    private void nextPdu() {
        have = 0;
        need = Pdu.HEADER_LENGTH;
        state = State.COMMON_HEADER;
    }
}
