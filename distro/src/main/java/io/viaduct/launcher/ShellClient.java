package io.viaduct.launcher;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The client's end of a running platform's {@code shell.sock}; the protocol is told in
 * shell-bundle's README. It has no terminal of its own: lines are read as they come. One thread.
 */
final class ShellClient implements AutoCloseable {
    /** Every command succeeded. */
    static final int OK = 0;

    /** The last command failed, or there was no connection. */
    static final int FAILED = 1;

    private static final String PROMPT = "viaduct> ";
    private static final int HEAD_BYTES_MAX = 16;

    private final SocketChannel channel;
    private final InputStream answers;
    private final PrintStream out;
    private final PrintStream error;

    private ShellClient(SocketChannel channel, PrintStream out, PrintStream error) {
        this.channel = channel;
        this.answers = new BufferedInputStream(Channels.newInputStream(channel));
        this.out = out;
        this.error = error;
    }

    /**
     * Runs one command.
     *
     * @param out where its output goes, byte for byte
     * @param error where its error output goes, and why there is no connection
     * @return the status to exit with
     */
    static int run(Path socket, String command, PrintStream out, PrintStream error) {
        try (ShellClient client = connect(socket, out, error)) {
            return client.execute(command);
        } catch (IOException e) {
            return fail(socket, e, error);
        }
    }

    /**
     * Runs commands, a line each, until the input ends or says {@code exit} or {@code quit}.
     *
     * @param prompting whether to ask for each line, as for a person
     * @return the status to exit with: the last command's, or {@link #OK} if prompting
     */
    static int interact(
            Path socket, InputStream in, boolean prompting, PrintStream out, PrintStream error) {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int status = OK;
        try (ShellClient client = connect(socket, out, error)) {
            for (String line = ask(lines, prompting, out);
                    line != null && !isEnd(line);
                    line = ask(lines, prompting, out)) {
                status = line.isBlank() ? status : client.execute(line);
            }
            return prompting ? OK : status;
        } catch (IOException e) {
            return fail(socket, e, error);
        }
    }

    private static ShellClient connect(Path socket, PrintStream out, PrintStream error)
            throws IOException {
        return new ShellClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)), out, error);
    }

    private static int fail(Path socket, IOException e, PrintStream error) {
        error.println("viaduct shell: " + socket + ": " + e.getMessage());
        return FAILED;
    }

    private static String ask(BufferedReader lines, boolean prompting, PrintStream out)
            throws IOException {
        if (prompting) {
            out.print(PROMPT);
            out.flush();
        }
        return lines.readLine();
    }

    private static boolean isEnd(String line) {
        return line.strip().equals("exit") || line.strip().equals("quit");
    }

    private int execute(String command) throws IOException {
        // A line is a command: what is several lines here is one there.
        String line = command.replace('\r', ' ').replace('\n', ' ') + "\n";
        for (ByteBuffer left = StandardCharsets.UTF_8.encode(line); left.hasRemaining(); ) {
            channel.write(left);
        }
        while (true) {
            String head = head();
            int number = Integer.parseInt(head.substring(2));
            switch (head.charAt(0)) {
                case 'O' -> copy(number, out);
                case 'E' -> copy(number, error);
                case 'S' -> {
                    return number == 0 ? OK : FAILED;
                }
                default -> throw new IOException("not a shell's answer: " + head);
            }
        }
    }

    /** A letter, a space and a number. */
    private String head() throws IOException {
        var head = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new EOFException("the platform closed the connection");
            }
            head.append((char) next);
            if (head.length() > HEAD_BYTES_MAX) {
                throw new IOException("not a shell's answer: " + head);
            }
        }
        if (!head.toString().matches("[A-Z] [0-9]{1,9}")) {
            throw new IOException("not a shell's answer: " + head);
        }
        return head.toString();
    }

    private void copy(int length, PrintStream to) throws IOException {
        byte[] bytes = answers.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the platform closed the connection");
        }
        to.write(bytes, 0, length);
        to.flush();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
