package io.viaduct.rpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A raw client. */
final class Client implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).limit(0);

    Client(Path path) throws IOException {
        this(UnixDomainSocketAddress.of(path));
    }

    Client(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
    }

    Client send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Client send(byte[] bytes) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            channel.write(left);
        }
        return this;
    }

    Client endSending() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The next line without its end, or null at the end of the stream. */
    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = next(); next >= 0; next = next()) {
            if (next == '\n') {
                return line.toString(StandardCharsets.US_ASCII);
            }
            line.write(next);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.US_ASCII);
    }

    /** All that comes until the end of the stream. */
    String rest() throws IOException {
        var text = new ByteArrayOutputStream();
        for (int next = next(); next >= 0; next = next()) {
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Waits until there is something to read, and leaves it. */
    void awaitByte() throws IOException {
        next();
        in.position(in.position() - 1);
    }

    private int next() throws IOException {
        if (!in.hasRemaining()) {
            int count = channel.read(in.clear());
            in.flip();
            if (count < 0) {
                in.limit(0);
                return -1;
            }
        }
        return in.get() & 0xFF;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
