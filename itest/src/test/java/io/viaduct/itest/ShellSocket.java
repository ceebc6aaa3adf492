package io.viaduct.itest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A session of the shell of a running target, over its socket. */
final class ShellSocket implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream answers;

    /**
     * A session.
     *
     * @param folder from which names of files count
     */
    ShellSocket(Path socket, Path folder) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        answers = new BufferedInputStream(Channels.newInputStream(channel));
        type("viaduct:cd '" + folder + "'");
    }

    /** All output of a line, of both kinds. */
    String type(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        var output = new StringBuilder();
        for (String head = head(); head.charAt(0) != 'S'; head = head()) {
            byte[] text = answers.readNBytes(Integer.parseInt(head.substring(2)));
            output.append(new String(text, StandardCharsets.UTF_8));
        }
        return output.toString();
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new EOFException("the shell is gone");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
