package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Native;
import io.viaduct.transport.tcp.pdu.Capsule;
import io.viaduct.transport.tcp.pdu.Crc32c;
import io.viaduct.transport.tcp.pdu.DataPdu;
import io.viaduct.transport.tcp.pdu.InitializeConnection;
import io.viaduct.transport.tcp.pdu.Pdu;

import java.util.Arrays;

/** The host's PDUs as bytes. */
final class Wire {
    private final boolean hdgst;
    private final boolean ddgst;
    private final Crc32c crc = new Crc32c();

    Wire(boolean hdgst, boolean ddgst) {
        this.hdgst = hdgst;
        this.ddgst = ddgst;
    }

    byte[] initialize() {
        long pdu = Bytes.memory(128);
        InitializeConnection.request(pdu, 0, (hdgst ? 1 : 0) | (ddgst ? 2 : 0), 0);
        return Bytes.get(pdu, 128);
    }

    /** A command whose data, if any, the transport moves. */
    byte[] command(int opcode, int cid, int length) {
        return capsule(opcode, cid, length, 0x5A, new byte[0]);
    }

    /** A command that carries its data. */
    byte[] write(int cid, byte[] data) {
        return capsule(1, cid, data.length, 0x01, data);
    }

    private byte[] capsule(int opcode, int cid, int length, int sglType, byte[] data) {
        long pdu = Bytes.memory(Capsule.COMMAND_LENGTH);
        Native.putU8(pdu + 8, opcode);
        Native.putU8(pdu + 9, 0x40);
        Native.putU16(pdu + 10, cid);
        Native.putI32(pdu + 32 + 8, length);
        Native.putU8(pdu + 32 + 15, sglType);
        int end = Capsule.COMMAND_LENGTH + (hdgst ? 4 : 0);
        header(pdu, 4, Capsule.COMMAND_LENGTH, data.length == 0 ? 0 : end, end, data.length, 0);
        return assemble(pdu, Capsule.COMMAND_LENGTH, data);
    }

    /** A command with this submission queue entry, and the data that goes along. */
    byte[] command(byte[] sqe, byte[] data) {
        long pdu = Bytes.memory(Capsule.COMMAND_LENGTH);
        Bytes.put(pdu + Capsule.ENTRY_OFFSET, sqe);
        int end = Capsule.COMMAND_LENGTH + (hdgst ? 4 : 0);
        header(pdu, 4, Capsule.COMMAND_LENGTH, data.length == 0 ? 0 : end, end, data.length, 0);
        return assemble(pdu, Capsule.COMMAND_LENGTH, data);
    }

    byte[] data(int cid, int ttag, int offset, byte[] data, boolean last) {
        long pdu = Bytes.memory(DataPdu.LENGTH);
        int end = DataPdu.LENGTH + (hdgst ? 4 : 0);
        DataPdu.toController(pdu, cid, ttag, end, offset, data.length, 0);
        header(pdu, 6, DataPdu.LENGTH, end, end, data.length, last ? Pdu.LAST_PDU : 0);
        return assemble(pdu, DataPdu.LENGTH, data);
    }

    private void header(long pdu, int type, int hlen, int pdo, int end, int data, int flags) {
        boolean digest = ddgst && data > 0;
        Native.putU8(pdu, type);
        Native.putU8(pdu + 1, flags | (hdgst ? Pdu.HDGSTF : 0) | (digest ? Pdu.DDGSTF : 0));
        Native.putU8(pdu + 2, hlen);
        Native.putU8(pdu + 3, pdo);
        Native.putI32(pdu + 4, end + data + (digest ? 4 : 0));
    }

    private byte[] assemble(long pdu, int hlen, byte[] data) {
        int end = hlen + (hdgst ? 4 : 0);
        int tail = ddgst && data.length > 0 ? 4 : 0;
        long all = Bytes.memory(end + data.length + tail);
        Native.copy(pdu, all, hlen);
        if (hdgst) {
            Native.putI32(all + hlen, crc.of(all, hlen));
        }
        Bytes.put(all + end, data);
        if (tail > 0) {
            Native.putI32(all + end + data.length, crc.of(all + end, data.length));
        }
        return Bytes.get(all, end + data.length + tail);
    }

    static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + seed);
        }
        return bytes;
    }

    static byte[] slice(byte[] all, int from, int length) {
        return Arrays.copyOfRange(all, from, from + length);
    }
}
