package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeNoException;

import com.fasterxml.jackson.databind.JsonNode;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The journal cannot be written: who is told, what is refused, and that nothing is half done. */
public class FullDiskIT {
    private static final String DEMO = "nqn.2026-11.io.viaduct:demo";
    private static final String HOST = "nqn.2014-08.org.example:host1";
    private static final String REFUSED = "-5 Input/output error";

    /** Changes that find room in what the journal has begun to use. */
    private static final int CHANGES_MAX = 1000;

    private static final int ATTEMPTS_MAX = 200_000;
    private static final int BLOCK = 512;

    private static final String HEALTH =
            "r = ($.context getServiceReference org.apache.felix.hc.api.HealthCheck);"
                    + " c = ($.context getService $r); s = ($c execute); $s toString";

    // Not below the build's folder: a socket's path must be short.
    @Rule public final TemporaryFolder temporary = new TemporaryFolder(new java.io.File("/tmp"));

    private Path folder;
    private String demoPort;
    private InetSocketAddress address;

    @Before
    public void takeFolderAndPort() throws IOException {
        folder = temporary.getRoot().toPath();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            demoPort = "-Dviaduct.demo_port=" + socket.getLocalPort();
            address = new InetSocketAddress("127.0.0.1", socket.getLocalPort());
        }
    }

    @Test
    public void shouldRefuseChangesWhileFilesMayNotGrow() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, demoPort)) {
            shouldRefuseChanges(target, Shortage.ofFileSize(target.pid()), "EFBIG|File too large");
        }
        shouldHaveKept();
    }

    @Test
    public void shouldRefuseChangesWhileTheDiskIsFull() throws Exception {
        Path journal = Files.createDirectories(folder.resolve("data/journal"));
        try {
            Shortage.run("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "none", "" + journal);
        } catch (IOException e) {
            assumeNoException("only root may make a small disk; the other test is for all", e);
        }
        try {
            try (RunningTarget target = RunningTarget.start(folder, demoPort)) {
                shouldRefuseChanges(target, Shortage.ofSpace(journal), "No space left on device");
            }
            shouldHaveKept();
        } finally {
            Shortage.run("umount", "" + journal);
        }
    }

    private JsonNode kept;

    private void shouldRefuseChanges(RunningTarget target, Shortage shortage, String reason)
            throws Exception {
        target.awaitOutput("connect");
        try (RpcClient rpc = new RpcClient(RunningTarget.rpcSocket(folder));
                ShellSocket shell = new ShellSocket(folder.resolve("data/shell.sock"), folder);
                HostController host = new HostController(address, DEMO, HOST)) {
            HostConnection queue = host.openQueue(2);
            assertTrue(shell.type(HEALTH), shell.type(HEALTH).contains("status=OK"));
            shortage.begin();
            // What was under way when it was noticed is in force.
            String last = changeUntilRefused(rpc);
            assertTrue(names(rpc).contains(last));
            assertTrue(fault(rpc), fault(rpc).matches("(?s).*(" + reason + ").*"));
            shouldTell(rpc, "journal_failed");
            assertTrue(shell.type(HEALTH), shell.type(HEALTH).contains("status=CRITICAL"));
            shouldRefuseWithoutHalfDoing(rpc);
            HostController.require(
                    queue.call(HostCommand.write(1, 0, 1, new byte[BLOCK])), "Write meanwhile");
            shortage.end();
            awaitNoFault(rpc);
            shouldTell(rpc, "journal_kept");
            assertTrue(shell.type(HEALTH), shell.type(HEALTH).contains("status=OK"));
            assertEquals("true", create(rpc, DEMO + ":after"));
            kept = picture(rpc);
            assertEquals(List.of(last), names(rpc).stream().filter(last::equals).toList());
        }
        target.kill();
    }

    private void shouldRefuseWithoutHalfDoing(RpcClient rpc) throws IOException {
        JsonNode before = picture(rpc);
        assertEquals(REFUSED, create(rpc, DEMO + ":refused"));
        for (Map.Entry<String, Map<String, ?>> change :
                Map.<String, Map<String, ?>>of(
                                "bdev_malloc_delete", Map.of("name", "Malloc0"),
                                "nvmf_delete_subsystem", Map.of("nqn", DEMO),
                                "nvmf_subsystem_remove_ns", Map.of("nqn", DEMO, "nsid", 1))
                        .entrySet()) {
            assertEquals(REFUSED, answer(rpc.ask(change.getKey(), change.getValue())));
        }
        assertEquals(before, picture(rpc));
        assertFalse(names(rpc).contains(DEMO + ":refused"));
    }

    /** After a crash all is there that was acknowledged, and what was in force. */
    private void shouldHaveKept() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, demoPort)) {
            target.awaitOutput("data");
            try (RpcClient rpc = new RpcClient(RunningTarget.rpcSocket(folder))) {
                rpc.call("framework_wait_init", Map.of());
                assertEquals(kept, picture(rpc));
            }
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    private static JsonNode picture(RpcClient rpc) throws IOException {
        return rpc.call("viaduct_get_desired", Map.of());
    }

    /** Makes one after the other; the answer is the one that was refused. */
    private static String changeUntilRefused(RpcClient rpc) throws IOException {
        for (int i = 0; i < CHANGES_MAX; i++) {
            String answer = create(rpc, DEMO + i);
            if (!answer.equals("true")) {
                assertEquals(REFUSED, answer);
                return DEMO + i;
            }
        }
        throw new AssertionError("nothing is refused");
    }

    // It takes no memory, which in Linux is a file.
    private static String create(RpcClient rpc, String nqn) throws IOException {
        return answer(rpc.ask("nvmf_create_subsystem", Map.of("nqn", nqn)));
    }

    private static String answer(JsonNode answer) {
        JsonNode error = answer.get("error");
        return error == null
                ? answer.get("result").toString()
                : error.get("code").asInt() + " " + error.get("message").asText();
    }

    private static List<String> names(RpcClient rpc) throws IOException {
        return rpc.call("nvmf_get_subsystems", Map.of()).findValuesAsText("nqn");
    }

    private static String fault(RpcClient rpc) throws IOException {
        return rpc.call("viaduct_get_journal", Map.of()).path("fault").asText("");
    }

    private static void shouldTell(RpcClient rpc, String type) throws IOException {
        List<String> told = rpc.call("notify_get_notifications", Map.of()).findValuesAsText("type");
        assertEquals(told.toString(), 1, told.stream().filter(type::equals).count());
    }

    private static void awaitNoFault(RpcClient rpc) throws IOException {
        for (int i = 0; !fault(rpc).isEmpty(); i++) {
            assertTrue(fault(rpc), i < ATTEMPTS_MAX);
        }
    }
}
