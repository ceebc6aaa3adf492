package io.viaduct.transport.tcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A PDU of a host that may want it wrong: made good, by its own arithmetic, then changed field by
 * field. Digests fit what is sent unless they are damaged.
 */
final class RawPdu {
    static final int IC_REQ = 0x00;
    static final int H2C_TERM_REQ = 0x02;
    static final int CAPSULE_CMD = 0x04;
    static final int H2C_DATA = 0x06;

    static final int HDGSTF = 1;
    static final int DDGSTF = 2;
    static final int LAST = 4;

    static final int COMMON_LENGTH = 8;
    static final int DIGEST_LENGTH = 4;

    /** Where the entry of a CapsuleCmd begins, and its SGL descriptor. */
    static final int SQE = 8;

    static final int SGL = 32;

    private final ByteBuffer header;
    private final boolean headerDigest;
    private final boolean dataDigest;
    private final int dataAt;
    private final byte[] data;
    private int headerDamage;
    private int dataDamage;

    private RawPdu(int type, int hlen, int flags, WireOptions wire, byte[] data) {
        boolean digests = type == CAPSULE_CMD || type == H2C_DATA;
        this.data = data;
        headerDigest = digests && wire.hdgst();
        dataDigest = digests && wire.ddgst() && data.length > 0;
        int end = hlen + (headerDigest ? DIGEST_LENGTH : 0);
        int alignment = (wire.pda() + 1) * 4;
        dataAt = digests ? (end + alignment - 1) / alignment * alignment : end;
        int all = data.length == 0 ? end : dataAt + data.length + (dataDigest ? DIGEST_LENGTH : 0);
        header = ByteBuffer.allocate(hlen).order(ByteOrder.LITTLE_ENDIAN);
        put8(0, type);
        put8(1, flags | (headerDigest ? HDGSTF : 0) | (dataDigest ? DDGSTF : 0));
        put8(2, hlen);
        put8(3, digests && data.length > 0 ? dataAt : 0);
        put32(4, all);
    }

    static RawPdu initialize(WireOptions wire) {
        RawPdu pdu = new RawPdu(IC_REQ, 128, 0, WireOptions.NONE, new byte[0]);
        return pdu.put8(10, wire.pda()).put8(11, (wire.hdgst() ? 1 : 0) | (wire.ddgst() ? 2 : 0));
    }

    /** A command, with the data that goes along. */
    static RawPdu capsule(WireOptions wire, byte[] sqe, byte[] data) {
        RawPdu pdu = new RawPdu(CAPSULE_CMD, 72, 0, wire, data);
        pdu.header.put(SQE, sqe);
        return pdu;
    }

    static RawPdu data(
            WireOptions wire, int cid, int ttag, long offset, byte[] data, boolean last) {
        RawPdu pdu = new RawPdu(H2C_DATA, 24, last ? LAST : 0, wire, data);
        return pdu.put16(8, cid).put16(10, ttag).put32(12, (int) offset).put32(16, data.length);
    }

    static RawPdu terminate(int fes, int fei, byte[] offending) {
        RawPdu pdu = new RawPdu(H2C_TERM_REQ, 24, 0, WireOptions.NONE, offending);
        return pdu.put16(8, fes).put32(10, fei);
    }

    RawPdu put8(int at, int value) {
        header.put(at, (byte) value);
        return this;
    }

    RawPdu put16(int at, int value) {
        header.putShort(at, (short) value);
        return this;
    }

    RawPdu put32(int at, int value) {
        header.putInt(at, value);
        return this;
    }

    RawPdu put64(int at, long value) {
        header.putLong(at, value);
        return this;
    }

    int get8(int at) {
        return header.get(at) & 0xff;
    }

    int get32(int at) {
        return header.getInt(at);
    }

    /** PLEN. */
    int length() {
        return get32(4);
    }

    /** Where a header ends with its digest. */
    int end() {
        return header.capacity() + (headerDigest ? DIGEST_LENGTH : 0);
    }

    /** The header's digest is wrong by these bits. */
    RawPdu damageHeader(int bits) {
        headerDamage = bits;
        return this;
    }

    /** The data's digest is wrong by these bits. */
    RawPdu damageData(int bits) {
        dataDamage = bits;
        return this;
    }

    /** The header digest as it is sent. */
    int headerDigest() {
        return digest(header.array(), header.capacity()) ^ headerDamage;
    }

    /** All of it as it is sent. */
    byte[] bytes() {
        int length =
                data.length == 0 ? end() : dataAt + data.length + (dataDigest ? DIGEST_LENGTH : 0);
        ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        all.put(0, header.array());
        if (headerDigest) {
            all.putInt(header.capacity(), headerDigest());
        }
        if (data.length > 0) {
            all.put(dataAt, data);
        }
        if (dataDigest) {
            all.putInt(dataAt + data.length, digest(data, data.length) ^ dataDamage);
        }
        return all.array();
    }

    static int digest(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
