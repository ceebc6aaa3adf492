package io.viaduct.testkit.host;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;

/**
 * The connection of a {@link LoadHost}: PDUs are built in and read from buffers that are made once.
 * One thread; calls block.
 */
final class LoadWire implements AutoCloseable {
    private static final int IC_LENGTH = 128;
    private static final int COMMON_LENGTH = 8;
    private static final int DIGEST_LENGTH = 4;
    private static final int OUT_LENGTH = 1 << 20;
    private static final int IN_LENGTH = 1 << 20;

    private final SocketChannel channel = SocketChannel.open();
    private final ByteBuffer out = buffer(OUT_LENGTH);
    private final ByteBuffer in = buffer(IN_LENGTH);
    private final ByteBuffer outBytes = out.duplicate();
    private final ByteBuffer inBytes = in.duplicate();
    private final CRC32C crc = new CRC32C();
    private final boolean hdgst;
    private final boolean ddgst;
    private int start;
    private int end;

    /** Connects and exchanges ICReq and ICResp. */
    LoadWire(InetSocketAddress target, boolean hdgst, boolean ddgst) throws IOException {
        this.hdgst = hdgst;
        this.ddgst = ddgst;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(target);
        int request = begin(0x00, IC_LENGTH);
        out.put(request + 11, (byte) ((hdgst ? 1 : 0) | (ddgst ? 2 : 0)));
        out.putInt(request + 4, IC_LENGTH);
        flush();
        next();
        if (type() != 0x01) {
            throw new IOException("PDU type " + type() + " instead of ICResp");
        }
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Begins a PDU with a header of zeroes; returns where it is in {@link #outgoing}. */
    int begin(int type, int hlen) throws IOException {
        if (out.remaining() < OUT_LENGTH / 2) {
            flush();
        }
        int at = out.position();
        for (int i = 0; i < hlen; i += Integer.BYTES) {
            out.putInt(0);
        }
        out.put(at, (byte) type).put(at + 2, (byte) hlen);
        return at;
    }

    /** Ends the PDU begun at {@code at}, with data from a buffer or none. */
    void end(int at, ByteBuffer data, int from, int length) {
        int hlen = out.get(at + 2);
        boolean digest = ddgst && length > 0;
        int first = hlen + (hdgst ? DIGEST_LENGTH : 0);
        out.put(at + 1, (byte) (out.get(at + 1) | (hdgst ? 1 : 0) | (digest ? 2 : 0)));
        out.put(at + 3, (byte) (length > 0 ? first : 0));
        out.putInt(at + 4, first + length + (digest ? DIGEST_LENGTH : 0));
        if (hdgst) {
            out.putInt(digest(outBytes, at, hlen));
        }
        if (length > 0) {
            out.put(at + first, data, from, length);
            out.position(at + first + length);
        }
        if (digest) {
            out.putInt(digest(outBytes, at + first, length));
        }
    }

    /** What has been built and is not sent. */
    ByteBuffer outgoing() {
        return out;
    }

    /** Sends what has been built. */
    void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    /** Waits for the next PDU and goes to it. */
    void next() throws IOException {
        while (!has()) {
            fill();
        }
        start = end;
        end = start + in.getInt(start + 4);
        check();
    }

    /** Whether the next PDU is here already. */
    boolean has() {
        int have = in.position() - end;
        return have >= COMMON_LENGTH && have >= in.getInt(end + 4);
    }

    private void fill() throws IOException {
        in.limit(in.position()).position(end);
        in.compact();
        end = 0;
        if (channel.read(in) < 0) {
            throw new EOFException("the target has closed the connection");
        }
    }

    private void check() throws IOException {
        int flags = in.get(start + 1);
        int hlen = in.get(start + 2);
        if ((flags & 1) != 0 && digest(inBytes, start, hlen) != in.getInt(start + hlen)) {
            throw new IOException("header digest is wrong in PDU type " + type());
        }
        int length = end - DIGEST_LENGTH - data();
        if ((flags & 2) != 0 && digest(inBytes, data(), length) != in.getInt(end - 4)) {
            throw new IOException("data digest is wrong in PDU type " + type());
        }
    }

    private int digest(ByteBuffer bytes, int from, int length) {
        crc.reset();
        crc.update(bytes.limit(from + length).position(from));
        return (int) crc.getValue();
    }

    /** What has been received; the current PDU is at {@link #start}. */
    ByteBuffer incoming() {
        return in;
    }

    int start() {
        return start;
    }

    int type() {
        return in.get(start);
    }

    /** Where the current PDU's data is. */
    int data() {
        return start + (in.get(start + 3) & 0xFF);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
