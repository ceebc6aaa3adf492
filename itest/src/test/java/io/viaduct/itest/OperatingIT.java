package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.viaduct.testkit.host.HostController;

import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An operator's day: docs/operating.md is typed, and faults are mended by what the doctor says. */
public class OperatingIT {
    private static final Path PAGE =
            Path.of(System.getProperty("viaduct.home")).resolve("../../../docs/operating.md");
    private static final String NQN = "nqn.2026-11.io.viaduct:itest";
    private static final String HOST = "nqn.2014-08.org.example:host1";
    private static final int QUEUE_DEPTH = 2;

    // Not below the build's folder: a socket's path must be short.
    @Rule public final TemporaryFolder temporary = new TemporaryFolder(new java.io.File("/tmp"));

    private Path folder;
    private int port;

    @Before
    public void takeFolderAndPort() throws IOException {
        folder = temporary.getRoot().toPath();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    private ShellSocket shell() throws IOException {
        return new ShellSocket(folder.resolve("data/shell.sock"), folder);
    }

    @Test
    public void shouldAnswerAsTheDocumentationSays() throws Exception {
        String demo = "-Dviaduct.demo_port=" + port;
        List<String> different = new ArrayList<>();
        try (RunningTarget target = RunningTarget.start(folder, demo)) {
            target.awaitOutput("connect");
            try (ShellSocket shell = shell()) {
                TypedPage page = TypedPage.read(PAGE, Integer.toString(port), folder);
                assertTrue(page.exchanges().size() > 30);
                for (TypedPage.Exchange exchange : page.exchanges()) {
                    String came = shell.type(exchange.line());
                    if (!exchange.allows(came)) {
                        different.add("viaduct> " + exchange.line() + "\n" + came);
                    }
                }
            }
            assertEquals(0, target.terminate().awaitEnd());
        }
        assertEquals("", String.join("\n", different));
    }

    @Test
    public void shouldFindEachFaultAndMendItByWhatTheDoctorSays() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, "", "--wait-for-rpc")) {
            target.awaitOutput("runs");
            try (ShellSocket shell = shell()) {
                var operator = new Operator(shell, port, NQN, HOST);
                assertEquals(
                        List.of(
                                "Is the target initialized?",
                                "Does the target have a transport?",
                                "Is there a subsystem of that name?",
                                "Does it listen?",
                                "Does it have namespaces?",
                                "May this host connect?"),
                        operator.mend());
                shell.type("plugin:stop io.viaduct.transport.tcp");
                assertEquals(List.of("Is every transport of the target served?"), operator.mend());
                shell.type("plugin:stop io.viaduct.bdev.malloc");
                assertEquals(List.of("Is every namespace live?"), operator.mend());
                shell.type("nvmf:deny " + NQN + " " + HOST);
                assertEquals(List.of("May this host connect?"), operator.mend());
                shell.type("nvmf:remove-ns " + NQN + " 1");
                assertEquals(List.of("Does it have namespaces?"), operator.mend());
                shouldFindThatIdentifiersAreExhausted(shell, operator);
            }
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    private void shouldFindThatIdentifiersAreExhausted(ShellSocket shell, Operator operator)
            throws IOException {
        shell.type("nvmf:remove " + NQN);
        shell.type("nvmf:create " + NQN + " --any-host min_cntlid=7 max_cntlid=7");
        assertEquals(List.of("Does it listen?", "Does it have namespaces?"), operator.mend());
        var address = new InetSocketAddress("127.0.0.1", port);
        try (var host = new HostController(address, NQN, HOST)) {
            host.openQueue(QUEUE_DEPTH);
            String found = operator.awaitFault("Is there a controller identifier left?");
            assertEquals(List.of("nvmf:controllers " + NQN), Operator.said(found));
            assertTrue(found, shell.type("nvmf:controllers " + NQN).contains(HOST));
        }
    }
}
