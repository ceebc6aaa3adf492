package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** The client against recorded answers. */
@Timeout(30)
class ShellClientTest {
    /** An answer that does not come while the client is there. */
    private static final String NOTHING = "";

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> folders = new LinkedBlockingQueue<>();
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
            folders.add(lines.readLine());
            client.write(ByteBuffer.wrap("E 3\nno\nS 1\n".getBytes(StandardCharsets.UTF_8)));
            for (String answer : answers) {
                received.add(lines.readLine());
                if (answer.equals(NOTHING)) {
                    assertNull(lines.readLine());
                } else {
                    client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            received.add(e.toString());
        }
    }

    private int run(String command) {
        return ShellClient.run(path, command, new PrintStream(out), new PrintStream(error));
    }

    private int runAll(String input) {
        return ShellClient.run(
                path,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out),
                new PrintStream(error));
    }

    /** Types lines; the first may ask what a word becomes, or interrupt. */
    private class Fingers implements ShellClient.Typist {
        private final Deque<String> lines;
        private Function<String, List<String>> candidates;
        private Runnable interrupt;
        private int connections;

        Fingers(String... lines) {
            this.lines = new ArrayDeque<>(List.of(lines));
        }

        @Override
        public void attend(Function<String, List<String>> whom, Runnable ending) {
            candidates = whom;
            interrupt = ending;
            connections++;
        }

        @Override
        public String next() {
            return lines.poll();
        }

        Function<String, List<String>> candidates() {
            return candidates;
        }

        int interact() {
            return ShellClient.interact(path, this, new PrintStream(out), new PrintStream(error));
        }
    }

    @Test
    void shouldPrintOutputAndSucceed() {
        serve("O 5\none\n\nO 4\ntwo\nS 0\n");
        assertEquals(ShellClient.OK, run("bdev:list"));
        assertEquals("one\n\ntwo\n", out.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("bdev:list"), List.copyOf(received));
        assertEquals("", error.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldLetNamesOfFilesCountFromItsOwnFolder() {
        serve("S 0\n");
        assertEquals(ShellClient.OK, run("viaduct:apply x.yaml"));
        String here = Path.of("").toAbsolutePath().toString();
        assertEquals(List.of("viaduct:cd '" + here + "'"), List.copyOf(folders));
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
        assertEquals(ShellClient.OK, runAll("one\n\ntwo\nexit\nthree\n"));
        assertEquals(List.of("one", "two"), List.copyOf(received));
    }

    @Test
    void shouldRunWhatAPersonTypes() {
        serve("O 3\nok\nS 1\n");
        var fingers = new Fingers("one", " ", "quit", "two");
        assertEquals(ShellClient.OK, fingers.interact());
        assertEquals("ok\n", out.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("one"), List.copyOf(received));
    }

    @Test
    void shouldAskThePlatformWhatAWordMayBecome() {
        serve("O 4\na\nb\nS 0\n");
        var fingers =
                new Fingers() {
                    @Override
                    public String next() {
                        assertEquals(List.of("a", "b"), candidates().apply("nvmf:show n"));
                        assertEquals(List.of(), candidates().apply("it's"));
                        return null;
                    }
                };
        assertEquals(ShellClient.OK, fingers.interact());
        assertEquals(List.of("viaduct:complete 'nvmf:show n'"), List.copyOf(received));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldGoOnWithAnotherConnectionWhenACommandIsInterrupted() {
        serve(NOTHING);
        var fingers = new Fingers("viaduct:top", "exit");
        var typed = CompletableFuture.supplyAsync(fingers::interact);
        while (!received.contains("viaduct:top")) {
            Thread.onSpinWait();
        }
        Thread.ofVirtual().start(this::answerAll);
        fingers.interrupt.run();
        assertEquals(ShellClient.OK, typed.join());
        assertEquals(2, fingers.connections);
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
