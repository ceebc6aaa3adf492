package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
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
import java.util.List;

/** Faults that come from outside the configuration, found by the doctor and mended as it says. */
public class FaultsIT {
    private static final String NQN = "nqn.2026-11.io.viaduct:itest";
    private static final String HOST = "nqn.2014-08.org.example:host1";
    private static final String PLUGIN = "org.example.faulty";

    private static final String COMPONENT =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="faulty">
              <service><provide interface="io.viaduct.api.bdev.Bdev"/></service>
              <implementation class="io.viaduct.itest.FaultyDisk"/>
            </scr:component>
            """;

    /** Faults after which a module is not used any more. */
    private static final int FAULTS = 8;

    private static final int BLOCK = 512;

    /** Too long to come with its command: its data has to be asked for. */
    private static final byte[] LONG = new byte[8192];

    /** As many such writes as there are buffers for, and as many again. */
    private static final int WRITES = 100;

    private static final int BUFFERS_FEW = 64;
    private static final int QUEUE_DEPTH = 128;

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

    private RunningTarget start() throws IOException, InterruptedException {
        RunningTarget target = RunningTarget.start(folder, "", "--wait-for-rpc");
        target.awaitOutput("runs");
        return target;
    }

    private ShellSocket shell() throws IOException {
        return new ShellSocket(folder.resolve("data/shell.sock"), folder);
    }

    private Operator operator(ShellSocket shell) {
        return new Operator(shell, port, NQN, HOST);
    }

    private HostController connect() throws IOException {
        return new HostController(new InetSocketAddress("127.0.0.1", port), NQN, HOST);
    }

    @Test
    public void shouldFindAnAddressThatDoesNotAnswer() throws Exception {
        try (RunningTarget target = start();
                ShellSocket shell = shell()) {
            Operator operator = operator(shell);
            assertNotEquals(List.of(), operator.mend());
            ForeignSocket.breakListener(target.pid(), port);
            assertEquals(List.of("Does every address answer?"), operator.mend());
            try (HostController host = connect()) {
                HostController.require(
                        host.openQueue(2).call(HostCommand.read(1, 0, 1, BLOCK)), "Read");
            }
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldFindAModuleThatIsQuarantined() throws Exception {
        try (RunningTarget target = start();
                ShellSocket shell = shell()) {
            Operator operator = operator(shell);
            assertNotEquals(List.of(), operator.mend());
            String installed = operator.type("plugin:install " + faulty());
            assertTrue(installed, installed.contains(PLUGIN));
            operator.type("nvmf:add-ns " + NQN + " " + FaultyDisk.NAME + " 2");
            assertEquals(List.of(), operator.mend());
            try (HostController host = connect()) {
                HostConnection queue = host.openQueue(2);
                HostController.require(queue.call(HostCommand.read(2, 0, 1, BLOCK)), "Read");
                for (int i = 0; i < FAULTS; i++) {
                    int bad = queue.send(HostCommand.read(2, FaultyDisk.BLOCKS - 1, 1, BLOCK));
                    assertNotEquals(0, queue.await(bad).status());
                }
                String found = operator.awaitFault("Is every namespace live?");
                assertTrue(found, found.contains("of " + PLUGIN + ", which is quarantined"));
                assertEquals(
                        List.of("plugin:stop " + PLUGIN, "plugin:start " + PLUGIN),
                        Operator.said(found));
                assertEquals(List.of("Is every namespace live?"), operator.mend());
                HostController.require(queue.call(HostCommand.read(2, 0, 1, BLOCK)), "Read after");
            }
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    private Path faulty() throws IOException {
        return PluginJar.malloc("1.0.0")
                .header("Bundle-SymbolicName", old -> PLUGIN)
                .add(FaultyDisk.class)
                .component("OSGI-INF/faulty.xml", COMPONENT)
                .header("Service-Component", old -> "OSGI-INF/faulty.xml")
                .write(folder.resolve("faulty.jar"));
    }

    @Test
    public void shouldFindThatThereAreTooFewBuffersAndThatTheNextStartHasMore() throws Exception {
        try (RunningTarget target = start();
                ShellSocket shell = shell()) {
            Operator operator = operator(shell);
            operator.type("viaduct:rpc iobuf_set_options small_pool_count=" + BUFFERS_FEW);
            assertNotEquals(List.of(), operator.mend());
            try (HostController host = connect()) {
                fillBuffers(host);
                String found = operator.awaitFault("Are there I/O buffers left?");
                assertTrue(found, found.contains("all small buffers of a reactor are in use"));
                List<String> said = Operator.said(found);
                assertEquals(List.of("viaduct:methods iobuf_set_options"), said);
                String help = operator.type(said.getFirst());
                assertTrue(help, help.contains("small_pool_count"));
            }
            assertEquals(List.of(), operator.mend());
            assertEquals(0, target.terminate().awaitEnd());
        }
        try (RunningTarget target = start();
                ShellSocket shell = shell()) {
            Operator operator = operator(shell);
            operator.type("viaduct:rpc iobuf_set_options small_pool_count=" + 4 * BUFFERS_FEW);
            assertEquals(List.of("Is the target initialized?"), operator.mend());
            try (HostController host = connect()) {
                fillBuffers(host);
                assertEquals(List.of(), operator.mend());
            }
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    /** Announces writes whose data never comes. */
    private static void fillBuffers(HostController host) throws IOException {
        HostConnection queue = host.openQueue(QUEUE_DEPTH);
        for (int i = 0; i < WRITES; i++) {
            queue.send(HostCommand.write(1, 0, LONG.length / BLOCK, LONG));
        }
    }
}
