package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.testkit.host.HostCommand;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** One connection of a host that knows the protocol well enough to break it. */
final class HostileHost {
    static final int IC_RESP = 0x01;
    static final int TERM_REQ = 0x03;
    static final int CAPSULE_RESP = 0x05;
    static final int C2H_DATA = 0x07;
    static final int R2T = 0x09;

    private static final int CC = 0x14;
    private static final int ENABLE = 0x00460001;
    private static final int SGL_TYPE = 39;
    private static final int IN_CAPSULE = 0x01;
    private static final String HOSTNQN = "nqn.2026-11.io.viaduct:hostile";

    /** What has come from the target. */
    record Reply(int type, int flags, ByteBuffer header, byte[] data) {
        int cid() {
            return header.getShort(type == CAPSULE_RESP ? 20 : 8) & 0xffff;
        }

        int status() {
            return (header.getShort(22) & 0xffff) >>> 1;
        }

        int dw0() {
            return header.getInt(8);
        }

        int ttag() {
            return header.getShort(10) & 0xffff;
        }

        @Override
        public String toString() {
            return HexFormat.ofDelimiter(" ").formatHex(header.array());
        }
    }

    final DirectStream stream;
    final WireOptions wire;
    private final SteppedTarget target;
    private final Random random;
    private int nextCid;

    HostileHost(SteppedTarget target, WireOptions wire, Random random, IntUnaryOperator pieces) {
        this.target = target;
        this.wire = wire;
        this.random = random;
        stream = new DirectStream(target.reactor().reactor(), pieces);
        target.accept(stream);
        nextCid = random.nextInt(1 << 16);
    }

    /** A command identifier that was not used lately. */
    int cid() {
        nextCid = (nextCid + 1) & 0xffff;
        return nextCid;
    }

    /** Sends, and lets the target do all that it can do about it. */
    void send(byte[] bytes) {
        stream.deliver(bytes);
        target.run();
    }

    void send(RawPdu pdu) {
        send(pdu.bytes());
    }

    void initialize() {
        send(RawPdu.initialize(wire));
        Reply response = next(IC_RESP);
        assertEquals(wire.pda(), response.header.get(10));
        assertEquals((wire.hdgst() ? 1 : 0) | (wire.ddgst() ? 2 : 0), response.header.get(11));
        assertEquals(target.options().maxIoSize(), response.header.getInt(12));
    }

    /** A Connect. */
    static HostCommand connect(int qid, int sqsize, int cattr, int cntlid, int kato) {
        ByteBuffer data = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort(16, (short) cntlid);
        data.put(256, SteppedTarget.NQN.getBytes(StandardCharsets.US_ASCII));
        data.put(512, HOSTNQN.getBytes(StandardCharsets.US_ASCII));
        return HostCommand.fabrics(0x01)
                .cdw(10, qid << 16)
                .cdw(11, sqsize | cattr << 16)
                .cdw(12, kato)
                .data(data.array());
    }

    /** Connects an admin queue and enables its controller, whose identifier it answers. */
    int connectAdmin(int kato) {
        Reply connected = call(connect(0, 31, 0, 0xffff, kato), true);
        assertEquals(0, connected.status());
        assertEquals(0, call(HostCommand.propertySet(CC, ENABLE), false).status());
        return connected.dw0() & 0xffff;
    }

    void connectIo(int cntlid, int qid, int entries, boolean flowControl) {
        HostCommand connect = connect(qid, entries - 1, flowControl ? 0 : 4, cntlid, 0);
        assertEquals(0, call(connect, true).status());
    }

    /** The entry of a command with an SGL of the wire's. */
    static byte[] entry(HostCommand command, int cid, boolean inCapsule) {
        byte[] sqe = command.entry(cid);
        if (inCapsule) {
            sqe[SGL_TYPE] = IN_CAPSULE;
        }
        return sqe;
    }

    RawPdu capsule(HostCommand command, int cid, boolean inCapsule) {
        byte[] data = inCapsule ? command.data() : new byte[0];
        return RawPdu.capsule(wire, entry(command, cid, inCapsule), data);
    }

    /** Sends a good command, whose answer is its completion. */
    Reply call(HostCommand command, boolean inCapsule) {
        int cid = cid();
        send(capsule(command, cid, inCapsule));
        if (!inCapsule && command.data().length > 0) {
            Reply ready = next();
            if (ready.type == CAPSULE_RESP) {
                return completion(ready, cid);
            }
            assertEquals(R2T, ready.type);
            answer(ready, command.data(), 0);
        }
        return completion(next(CAPSULE_RESP), cid);
    }

    static Reply completion(Reply reply, int cid) {
        assertEquals(cid, reply.cid());
        return reply;
    }

    /** Sends what an R2T asks for, from an offset on, in pieces of any size. */
    void answer(Reply ready, byte[] data, int from) {
        for (int at = from; at < data.length; ) {
            int length = 1 + random.nextInt(data.length - at);
            byte[] part = Arrays.copyOfRange(data, at, at + length);
            boolean last = at + length == data.length;
            send(RawPdu.data(wire, ready.cid(), ready.ttag(), at, part, last));
            at += length;
        }
    }

    /** A good read; answers its data. */
    byte[] read(long lba, int blocks) {
        HostCommand read = HostCommand.read(1, lba, blocks, SteppedTarget.BLOCK);
        int cid = cid();
        send(capsule(read, cid, false));
        Reply data = next(C2H_DATA);
        assertEquals(cid, data.cid());
        assertTrue((data.flags & RawPdu.LAST) != 0);
        if ((data.flags & 8) == 0) {
            assertEquals(0, completion(next(CAPSULE_RESP), cid).status());
        }
        return data.data;
    }

    /** The next PDU; fails where there is none, or of another type. */
    Reply next(int type) {
        Reply reply = next();
        assertEquals(type, reply.type, reply::toString);
        return reply;
    }

    Reply next() {
        Reply reply = poll();
        assertNotNull(reply, "no answer");
        return reply;
    }

    void nothingMore() {
        assertNull(poll());
        assertEquals(0, stream.available());
    }

    /** The next PDU that has come, or null. */
    Reply poll() {
        if (stream.available() < RawPdu.COMMON_LENGTH) {
            return null;
        }
        ByteBuffer common = ByteBuffer.wrap(stream.peek()).order(ByteOrder.LITTLE_ENDIAN);
        int length = common.getInt(4);
        assertTrue(length <= stream.available(), "a PDU that has not come whole");
        ByteBuffer pdu = ByteBuffer.wrap(stream.read(length)).order(ByteOrder.LITTLE_ENDIAN);
        return parse(pdu, length);
    }

    private Reply parse(ByteBuffer pdu, int length) {
        int type = pdu.get(0) & 0xff;
        int flags = pdu.get(1) & 0xff;
        int hlen = pdu.get(2) & 0xff;
        boolean digests = type != IC_RESP && type != TERM_REQ;
        boolean data = type == C2H_DATA;
        assertEquals(digests && wire.hdgst(), (flags & RawPdu.HDGSTF) != 0, "HDGSTF");
        assertEquals(data && wire.ddgst(), (flags & RawPdu.DDGSTF) != 0, "DDGSTF");
        if (digests && wire.hdgst()) {
            assertEquals(RawPdu.digest(pdu.array(), hlen), pdu.getInt(hlen), "header digest");
        }
        int from = type == TERM_REQ ? hlen : pdu.get(3) & 0xff;
        int tail = data && wire.ddgst() ? RawPdu.DIGEST_LENGTH : 0;
        boolean carries = data || type == TERM_REQ;
        byte[] bytes = carries ? Arrays.copyOfRange(pdu.array(), from, length - tail) : new byte[0];
        if (data) {
            assertEquals(0, from % ((wire.pda() + 1) * 4), "alignment");
        }
        if (tail > 0) {
            assertEquals(RawPdu.digest(bytes, bytes.length), pdu.getInt(length - tail), "digest");
        }
        return new Reply(type, flags, pdu, bytes);
    }
}
