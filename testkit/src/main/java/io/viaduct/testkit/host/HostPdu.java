package io.viaduct.testkit.host;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A received PDU.
 *
 * @param type PDU type
 * @param flags its flags
 * @param header all of its header
 * @param data what follows, without padding and digests
 */
public record HostPdu(int type, int flags, ByteBuffer header, byte[] data) {
    /** Largest PDU a test expects; more means the stream is out of step. */
    private static final int LENGTH_MAX = 1 << 23;

    /** Reads one PDU and checks its digests; null at end of stream. */
    public static HostPdu read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        byte[] common = new byte[8];
        common[0] = (byte) first;
        in.readFully(common, 1, 7);
        ByteBuffer start = ByteBuffer.wrap(common).order(ByteOrder.LITTLE_ENDIAN);
        int flags = common[1] & 0xFF;
        int hlen = common[2] & 0xFF;
        int pdo = common[3] & 0xFF;
        int plen = start.getInt(4);
        if (plen < hlen || plen > LENGTH_MAX || hlen < 8) {
            throw new IOException("PDU type " + first + " of HLEN " + hlen + ", PLEN " + plen);
        }
        byte[] whole = new byte[plen];
        System.arraycopy(common, 0, whole, 0, 8);
        in.readFully(whole, 8, plen - 8);
        ByteBuffer pdu = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        boolean hdgst = (flags & 1) != 0;
        boolean ddgst = (flags & 2) != 0;
        if (hdgst && pdu.getInt(hlen) != digest(whole, 0, hlen)) {
            throw new IOException("header digest is wrong in PDU type " + first);
        }
        int from = pdo == 0 ? hlen + (hdgst ? 4 : 0) : pdo;
        int length = Math.max(0, plen - from - (ddgst ? 4 : 0));
        if (ddgst && pdu.getInt(from + length) != digest(whole, from, length)) {
            throw new IOException("data digest is wrong in PDU type " + first);
        }
        byte[] data = new byte[length];
        System.arraycopy(whole, from, data, 0, length);
        return new HostPdu(first, flags, pdu, data);
    }

    static int digest(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
