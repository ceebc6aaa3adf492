package io.viaduct.testkit.host;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * One NVMe/TCP connection of a host: a queue pair. Commands are sent when told and answered in any
 * order. One thread at a time; calls block, up to ten seconds for a byte.
 */
public final class HostQueue implements HostConnection {
    private static final int READ_TIMEOUT_MS = 10_000;
    private static final int IC_LENGTH = 128;
    private static final int COMMAND_HEADER = 72;
    private static final int DATA_HEADER = 24;

    /** What goes in a capsule of an I/O queue unless told otherwise: SPDK's default. */
    private static final int IN_CAPSULE = 4096;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private final Map<Integer, Outstanding> outstanding = new HashMap<>();
    private final boolean hdgst;
    private final boolean ddgst;
    private int inCapsuleMax = IN_CAPSULE;
    private int maxH2cData;
    private int nextCid;

    private static final class Outstanding {
        final HostCommand command;
        final byte[] received;
        HostResponse response;

        Outstanding(HostCommand command) {
            this.command = command;
            received = new byte[command.expected()];
        }
    }

    /** Connects and exchanges ICReq and ICResp. */
    public HostQueue(InetSocketAddress target, boolean hdgst, boolean ddgst) throws IOException {
        this.hdgst = hdgst;
        this.ddgst = ddgst;
        socket.setTcpNoDelay(true);
        socket.connect(target, READ_TIMEOUT_MS);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = socket.getOutputStream();
        ByteBuffer pdu = header(0x00, 0, IC_LENGTH, 0, IC_LENGTH);
        pdu.put(11, (byte) ((hdgst ? 1 : 0) | (ddgst ? 2 : 0)));
        out.write(pdu.array());
        HostPdu answer = receive();
        if (answer.type() != 0x01) {
            throw new IOException("PDU type " + answer.type() + " instead of ICResp");
        }
        maxH2cData = answer.header().getInt(12);
    }

    private static ByteBuffer header(int type, int flags, int hlen, int pdo, int plen) {
        ByteBuffer pdu = ByteBuffer.allocate(hlen).order(ByteOrder.LITTLE_ENDIAN);
        pdu.put(0, (byte) type).put(1, (byte) flags).put(2, (byte) hlen).put(3, (byte) pdo);
        return pdu.putInt(4, plen);
    }

    /** Largest data that goes in a capsule from now on; 0 for none. */
    public void inCapsuleMax(int bytes) {
        inCapsuleMax = bytes;
    }

    /** The target's MAXH2CDATA. */
    public int maxH2cData() {
        return maxH2cData;
    }

    /** Sends any bytes. */
    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Receives one PDU, whatever it is. */
    public HostPdu receive() throws IOException {
        HostPdu pdu = HostPdu.read(in);
        if (pdu == null) {
            throw new IOException("the target has closed the connection");
        }
        return pdu;
    }

    /** Answers still on their way are passed over. */
    @Override
    public boolean isClosedByTarget() throws IOException {
        try {
            while (in.read() >= 0) {
                continue;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public int send(HostCommand command) throws IOException {
        int cid = nextCid;
        while (outstanding.containsKey(cid)) {
            cid = (cid + 1) & 0xFFFF;
        }
        nextCid = (cid + 1) & 0xFFFF;
        outstanding.put(cid, new Outstanding(command));
        byte[] data = command.data();
        boolean inCapsule = data.length > 0 && data.length <= inCapsuleMax;
        ByteBuffer pdu = header(0x04, 0, COMMAND_HEADER, 0, 0);
        pdu.put(8, command.entry(cid, inCapsule));
        write(pdu, inCapsule ? data : new byte[0], 0, inCapsule ? data.length : 0);
        return cid;
    }

    @Override
    public HostResponse await(int cid) throws IOException {
        while (outstanding.get(cid).response == null) {
            handle(receive());
        }
        return outstanding.remove(cid).response;
    }

    private void write(ByteBuffer pdu, byte[] data, int from, int length) throws IOException {
        int hlen = pdu.capacity();
        int end = hlen + (hdgst ? 4 : 0);
        boolean digest = ddgst && length > 0;
        int flags = pdu.get(1) | (hdgst ? 1 : 0) | (digest ? 2 : 0);
        pdu.put(1, (byte) flags).put(3, (byte) (length > 0 ? end : 0));
        pdu.putInt(4, end + length + (digest ? 4 : 0));
        ByteArrayOutputStream all = new ByteArrayOutputStream(end + length + 4);
        all.writeBytes(pdu.array());
        if (hdgst) {
            all.writeBytes(littleEndian(HostPdu.digest(pdu.array(), 0, hlen)));
        }
        all.write(data, from, length);
        if (digest) {
            all.writeBytes(littleEndian(HostPdu.digest(data, from, length)));
        }
        out.write(all.toByteArray());
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    private void handle(HostPdu pdu) throws IOException {
        switch (pdu.type()) {
            case 0x05 -> onResponse(pdu.header());
            case 0x07 -> onData(pdu);
            case 0x09 -> onReadyToTransfer(pdu.header());
            case 0x03 ->
                    throw new IOException(
                            "C2HTermReq: FES "
                                    + pdu.header().getShort(8)
                                    + ", FEI "
                                    + pdu.header().getInt(10));
            default -> throw new IOException("PDU type " + pdu.type());
        }
    }

    private void onResponse(ByteBuffer pdu) throws IOException {
        Outstanding item = item(pdu.getShort(20));
        int status = (pdu.getShort(22) & 0xFFFF) >>> 1;
        int sqhd = pdu.getShort(16) & 0xFFFF;
        item.response =
                new HostResponse(status, pdu.getInt(8), pdu.getInt(12), sqhd, item.received);
    }

    private void onData(HostPdu pdu) throws IOException {
        Outstanding item = item(pdu.header().getShort(8));
        System.arraycopy(pdu.data(), 0, item.received, pdu.header().getInt(12), pdu.data().length);
        if ((pdu.flags() & 8) != 0) {
            item.response = new HostResponse(0, 0, 0, -1, item.received);
        }
    }

    private void onReadyToTransfer(ByteBuffer pdu) throws IOException {
        short cid = pdu.getShort(8);
        byte[] data = item(cid).command.data();
        int from = pdu.getInt(12);
        int end = from + pdu.getInt(16);
        while (from < end) {
            int length = Math.min(end - from, maxH2cData);
            ByteBuffer header =
                    header(0x06, from + length == end ? 4 : 0, DATA_HEADER, 0, 0)
                            .putShort(8, cid)
                            .putShort(10, pdu.getShort(10))
                            .putInt(12, from)
                            .putInt(16, length);
            write(header, data, from, length);
            from += length;
        }
    }

    private Outstanding item(short cid) throws IOException {
        Outstanding item = outstanding.get(cid & 0xFFFF);
        if (item == null) {
            throw new IOException("no command " + (cid & 0xFFFF) + " is outstanding");
        }
        return item;
    }

    /** Goes away by a reset: the target's kernel drops what is on its way. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
