package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The client against recorded answers. */
@Timeout(30)
class ShellClientTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private Path path;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        path = folder.resolve("shell.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Answers each line with the next of {@code answers}, then hangs up. */
    private void serve(String... answers) {
        Thread.ofVirtual().start(() -> answerAll(answers));
    }

    private void answerAll(String... answers) {
        try (var client = server.accept();
                var lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(client), StandardCharsets.UTF_8))) {
            for (String answer : answers) {
                received.add(lines.readLine());
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            received.add(e.toString());
        }
    }

    private int run(String command) {
        return ShellClient.run(path, command, new PrintStream(out), new PrintStream(error));
    }

    private int interact(String input, boolean prompting) {
        return ShellClient.interact(
                path,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                prompting,
                new PrintStream(out),
                new PrintStream(error));
    }

    @Test
    void shouldPrintOutputAndSucceed() {
        serve("O 5\none\n\nO 4\ntwo\nS 0\n");
        assertEquals(ShellClient.OK, run("bdev:list"));
        assertEquals("one\n\ntwo\n", out.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("bdev:list"), List.copyOf(received));
    }

    @Test
    void shouldPrintErrorsApartAndFail() {
        serve("O 3\nhalE 5\noops\nS 1\n");
        assertEquals(ShellClient.FAILED, run("bdev:list"));
        assertEquals("hal", out.toString(StandardCharsets.UTF_8));
        assertEquals("oops\n", error.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldRunEveryLineAndExitWithTheLastStatus() {
        serve("S 1\n", "O 3\nok\nS 0\n");
        assertEquals(ShellClient.OK, interact("one\n\ntwo\nexit\nthree\n", false));
        assertEquals(List.of("one", "two"), List.copyOf(received));
    }

    @Test
    void shouldPromptAPerson() {
        serve("O 3\nok\nS 1\n");
        assertEquals(ShellClient.OK, interact("one\nquit\n", true));
        assertEquals("viaduct> ok\nviaduct> ", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayWhatCouldNotBeReached() throws IOException {
        server.close();
        assertEquals(ShellClient.FAILED, run("bdev:list"));
        String said = error.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith("viaduct shell: " + path + ": "), said);
    }

    @Test
    void shouldFailWhenThePlatformGoesAway() {
        serve("O 50\nhalf");
        assertEquals(ShellClient.FAILED, run("bdev:list"));
        assertTrue(error.toString(StandardCharsets.UTF_8).contains("closed the connection"));
    }

    @Test
    void shouldRefuseAnAnswerThatIsNotAShells() {
        serve("HTTP/1.1 400 Bad Request\n");
        assertEquals(ShellClient.FAILED, run("bdev:list"));
        assertTrue(error.toString(StandardCharsets.UTF_8).contains("not a shell's answer"));
    }
}
