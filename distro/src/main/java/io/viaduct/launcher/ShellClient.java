package io.viaduct.launcher;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The client's end of a running platform's {@code shell.sock}; the protocol is told in
 * shell-bundle's README. One thread, but for an interruption.
 */
final class ShellClient implements AutoCloseable {
    /** Every command succeeded. */
    static final int OK = 0;

    /** The last command failed, or there was no connection. */
    static final int FAILED = 1;

    private static final int HEAD_BYTES_MAX = 16;

    private final SocketChannel channel;
    private final InputStream answers;
    private final PrintStream out;
    private final PrintStream error;
    private volatile boolean running;
    private volatile boolean interrupted;

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
            client.enterFolder();
            return client.execute(command);
        } catch (IOException e) {
            return fail(socket, e, error);
        }
    }

    /**
     * Runs commands, a line each, until the input ends or says {@code exit} or {@code quit}.
     *
     * @return the status to exit with: the last command's
     */
    static int run(Path socket, InputStream in, PrintStream out, PrintStream error) {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int status = OK;
        try (ShellClient client = connect(socket, out, error)) {
            client.enterFolder();
            for (String line = lines.readLine();
                    line != null && !isEnd(line);
                    line = lines.readLine()) {
                status = line.isBlank() ? status : client.execute(line);
            }
            return status;
        } catch (IOException e) {
            return fail(socket, e, error);
        }
    }

    /**
     * Runs what somebody types, until that ends or says {@code exit} or {@code quit}. A command
     * that is interrupted ends with its connection, and the next has a new one.
     *
     * @return the status to exit with
     */
    static int interact(Path socket, Typist typist, PrintStream out, PrintStream error) {
        ShellClient client = null;
        try {
            client = connect(socket, out, error);
            client.enterFolder();
            typist.attend(client::candidates, client::interrupt);
            for (String line = typist.next(); line != null && !isEnd(line); line = typist.next()) {
                if (!line.isBlank() && !client.perform(line)) {
                    client = connect(socket, out, error);
                    client.enterFolder();
                    typist.attend(client::candidates, client::interrupt);
                }
            }
            return OK;
        } catch (IOException e) {
            return fail(socket, e, error);
        } finally {
            close(client);
        }
    }

    /** Whoever types lines, as at a terminal. */
    interface Typist {
        /** Whom to ask what a word may become, and what to do against a command that runs. */
        void attend(Function<String, List<String>> candidates, Runnable interrupt);

        /** The next line, or null. */
        String next();
    }

    /** Runs a command; false where it was interrupted, and the connection is gone with it. */
    private boolean perform(String line) throws IOException {
        running = true;
        try {
            execute(line);
            return true;
        } catch (IOException e) {
            if (interrupted) {
                return false;
            }
            throw e;
        } finally {
            running = false;
        }
    }

    /** Ends the command that runs, if one does. Any thread. */
    private void interrupt() {
        if (running) {
            interrupted = true;
            close(this);
        }
    }

    /** What the last word of a line may become; nothing where the platform cannot be asked. */
    private List<String> candidates(String line) {
        if (line.indexOf('\'') >= 0) {
            return List.of();
        }
        var printed = new ByteArrayOutputStream();
        try {
            int status = execute("viaduct:complete '" + line + "'", printed);
            return status == OK
                    ? printed.toString(StandardCharsets.UTF_8).lines().toList()
                    : List.of();
        } catch (IOException e) {
            // The next command says so.
            return List.of();
        }
    }

    private static void close(ShellClient client) {
        try {
            if (client != null) {
                client.close();
            }
        } catch (IOException e) {
            // It is gone either way.
            assert !client.channel.isOpen();
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

    private static boolean isEnd(String line) {
        return line.strip().equals("exit") || line.strip().equals("quit");
    }

    /** Names of files count from the client's folder, not from the target's. */
    private void enterFolder() throws IOException {
        String folder = Path.of("").toAbsolutePath().toString();
        if (folder.indexOf('\'') < 0) {
            execute("viaduct:cd '" + folder + "'", OutputStream.nullOutputStream());
        }
    }

    private int execute(String command) throws IOException {
        return execute(command, null);
    }

    /** Runs a command; its output of both kinds goes to {@code instead}, if that is not null. */
    private int execute(String command, OutputStream instead) throws IOException {
        // A line is a command: what is several lines here is one there.
        String line = command.replace('\r', ' ').replace('\n', ' ') + "\n";
        for (ByteBuffer left = StandardCharsets.UTF_8.encode(line); left.hasRemaining(); ) {
            channel.write(left);
        }
        while (true) {
            String head = head();
            int number = Integer.parseInt(head.substring(2));
            switch (head.charAt(0)) {
                case 'O' -> copy(number, instead == null ? out : instead);
                case 'E' -> copy(number, instead == null ? error : instead);
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

    private void copy(int length, OutputStream to) throws IOException {
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
