package io.viaduct.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The shell's socket, over the real gogo. */
@Timeout(60)
class ShellServerTest {
    @TempDir Path folder;

    private final Gogo gogo = new Gogo();
    private final List<Client> clients = new ArrayList<>();
    private Path path;
    private ShellServer server;

    @BeforeEach
    void start() throws Exception {
        path = folder.resolve("shell.sock");
        server = ShellServer.start(path, gogo.processor);
        gogo.control.answer("bdev_get_bdevs", "[]");
    }

    @AfterEach
    void stop() throws Exception {
        for (Client client : clients) {
            client.channel.close();
        }
        server.close();
        // A session that ends later would put gogo's streams back in place; one that waits for
        // good does not.
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("viaduct-shell")) {
                thread.join(500);
            }
        }
        gogo.close();
    }

    private Client connect() throws IOException {
        var client = new Client(path);
        clients.add(client);
        return client;
    }

    @Test
    void shouldAnswerOutputThenStatus() throws IOException {
        var client = connect();
        assertEquals("O There are no block devices.\nS 0", client.run("bdev:list"));
        assertEquals("O There are no block devices.\nS 0", client.run("bdev:list"));
    }

    @Test
    void shouldAnswerOneLineForACommandThatFails() throws IOException {
        var client = connect();
        assertEquals(
                "E NAME is missing; usage: bdev:show NAME [--json]\nS 1", client.run("bdev:show"));
        assertEquals("E Command not found: no_such_command\nS 1", client.run("no_such_command"));
        assertEquals("O There are no block devices.\nS 0", client.run("bdev:list"));
    }

    @Test
    void shouldAnswerAStatusForALineThatSaysNothing() throws IOException {
        assertEquals("S 0", connect().run(""));
    }

    @Test
    void shouldPrintWhatACommandReturns() throws IOException {
        assertEquals("O 3\nS 0", connect().run("x = 3"));
    }

    @Test
    void shouldKeepVariablesToASession() throws IOException {
        var first = connect();
        var second = connect();
        assertEquals("O 3\nS 0", first.run("mine = 3"));
        assertEquals("O yours 3\nS 0", first.run("yours = \"yours $mine\""));
        assertEquals("O yours \nS 0", second.run("yours = \"yours $mine\""));
    }

    @Test
    void shouldHelpByItself() throws IOException {
        assertTrue(connect().run("help").startsWith("O bdev:create KIND NAME [SIZE]"));
    }

    @Test
    void shouldSendMuchOutput() throws Exception {
        gogo.control.answer("echo", "\"" + "\u00e9".repeat(1_000_000) + "\"");
        String answer = connect().run("viaduct:rpc echo");
        assertEquals("O \"" + "\u00e9".repeat(1_000_000) + "\"\nS 0", answer);
    }

    @Test
    void shouldInterruptACommandWhoseClientLeaves() throws Exception {
        var client = connect();
        client.send("viaduct:rpc hang\n");
        gogo.control.hanging.await();
        client.channel.close();
        gogo.control.interrupted.await();
    }

    @Test
    void shouldRefuseMoreSessionsThanEight() throws IOException {
        for (int i = 0; i < ShellServer.SESSIONS_MAX; i++) {
            assertEquals("S 0", connect().run(""));
        }
        assertEquals("E too many sessions, at most 8\nS 1", connect().answer());
    }

    @Test
    void shouldEndASessionOnALineThatIsTooLong() throws IOException {
        var client = connect();
        assertThrows(
                IOException.class, () -> client.run("x".repeat(ShellSession.LINE_BYTES_MAX + 1)));
    }

    @Test
    void shouldOpenTheSocketToItsOwnerOnlyAndRemoveIt() throws IOException {
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        server.close();
        assertFalse(Files.exists(path));
    }

    @Test
    void shouldTakeThePlaceOfADeadSocketOnly() throws IOException {
        String said =
                assertThrows(IOException.class, () -> ShellServer.start(path, gogo.processor))
                        .getMessage();
        assertEquals("shell socket " + path + " is in use by another process", said);
        Path dead = folder.resolve("dead.sock");
        try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(dead));
        }
        try (var again = ShellServer.start(dead, gogo.processor)) {
            assertEquals(0, again.sessionCount());
            try (var client = new Client(dead)) {
                assertEquals("S 0", client.run(""));
            }
        }
    }

    @Test
    void shouldEndSessionsWhenClosed() throws Exception {
        var idle = connect();
        assertEquals("S 0", idle.run(""));
        var busy = connect();
        busy.send("viaduct:rpc hang\n");
        gogo.control.hanging.await();
        server.close();
        gogo.control.interrupted.await();
        assertThrows(IOException.class, idle::answer);
    }

    /** Speaks the protocol; an answer is shown as its frames' letters and text. */
    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final DataInputStream in;

        Client(Path path) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            in = new DataInputStream(Channels.newInputStream(channel));
        }

        String run(String line) throws IOException {
            send(line + "\n");
            return answer();
        }

        void send(String text) throws IOException {
            for (ByteBuffer left = StandardCharsets.UTF_8.encode(text); left.hasRemaining(); ) {
                channel.write(left);
            }
        }

        /** Frames of one letter that follow each other are one. */
        String answer() throws IOException {
            var answer = new ByteArrayOutputStream();
            char last = 0;
            while (true) {
                char letter = (char) in.readByte();
                in.readByte();
                int number = 0;
                for (byte digit = in.readByte(); digit != '\n'; digit = in.readByte()) {
                    number = number * 10 + digit - '0';
                }
                if (letter == 'S') {
                    answer.writeBytes(("S " + number).getBytes(StandardCharsets.US_ASCII));
                    return answer.toString(StandardCharsets.UTF_8);
                }
                if (letter != last) {
                    answer.writeBytes((letter + " ").getBytes(StandardCharsets.US_ASCII));
                }
                last = letter;
                answer.writeBytes(in.readNBytes(number));
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
