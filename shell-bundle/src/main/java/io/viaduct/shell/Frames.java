package io.viaduct.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * What the server sends: output and error output as a letter, a length and that many bytes, and the
 * status of a command. Streams may be written by any thread; what one has buffered is sent before
 * anything of the other, so that the order is kept.
 */
final class Frames {
    /** Bytes of output that wait for more before they are sent. */
    private static final int BUFFER_BYTES = 8192;

    private final WritableByteChannel channel;
    private final Stream out = new Stream('O');
    private final Stream error = new Stream('E');

    Frames(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** What commands print. */
    OutputStream out() {
        return out;
    }

    /** What commands complain. */
    OutputStream error() {
        return error;
    }

    /** Sends all output of a command, then its status: 0, or 1 if it failed. */
    synchronized void status(int status) throws IOException {
        flushAll();
        send(ByteBuffer.wrap(("S " + status + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private void flushAll() throws IOException {
        out.emit();
        error.emit();
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private final class Stream extends OutputStream {
        private final char letter;
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

        Stream(char letter) {
            this.letter = letter;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int at, int length) throws IOException {
            synchronized (Frames.this) {
                (this == out ? error : out).emit();
                buffer.write(bytes, at, length);
                if (buffer.size() >= BUFFER_BYTES) {
                    emit();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            synchronized (Frames.this) {
                emit();
            }
        }

        private void emit() throws IOException {
            if (buffer.size() == 0) {
                return;
            }
            String head = letter + " " + buffer.size() + "\n";
            send(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            send(ByteBuffer.wrap(buffer.toByteArray()));
            buffer.reset();
        }
    }
}
