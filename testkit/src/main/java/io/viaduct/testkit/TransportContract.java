package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What every transport keeps to, whatever its wire: commands and data get through whole, hosts come
 * and go, and nothing is left of them. A transport's test extends this and says how a host
 * connects. The target is the real one, on two reactors.
 */
public abstract class TransportContract {
    private static final String HOSTNQN = "nqn.2026-11.io.viaduct:host";
    private static final int BLOCK = TestPlatform.BLOCK_SIZE;
    private static final int REACTORS = 2;
    private static final int DEPTH = 32;
    private static final long PATIENCE_SECONDS = 10;
    private static final int CYCLES = 50;

    private TestPlatform target;

    /** The transport under test, made anew. */
    protected abstract TargetTransport transport();

    /** Where it listens; a port of 0 is replaced by a free one. */
    protected abstract TransportId address();

    /** A host connects to where the target listens. */
    protected abstract HostConnection connect(TransportId listening) throws IOException;

    /** Whether another instance goes on with the connections of one that leaves. */
    protected boolean keepsConnections() {
        return false;
    }

    /** Starts the target. */
    @BeforeEach
    void start() throws Exception {
        target = new TestPlatform(REACTORS, transport(), address());
    }

    /** Ends it. */
    @AfterEach
    void stop() {
        target.bdev().hold(false);
        long faults = target.faults();
        target.close();
        assertEquals(0, faults, "exceptions escaped into reactors");
    }

    private HostConnection open() throws IOException {
        return connect(target.address());
    }

    private HostController host() throws IOException {
        return new HostController(this::open, TestPlatform.NQN, HOSTNQN, 0);
    }

    private static byte[] pattern(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private List<?> list(String method) throws Exception {
        return (List<?>) target.call(method, Map.of("nqn", TestPlatform.NQN));
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = NanoClock.SYSTEM.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(NanoClock.SYSTEM.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    private void untilNoController() {
        until(
                "controllers are left",
                () -> {
                    try {
                        return list("nvmf_subsystem_get_controllers").isEmpty()
                                && list("nvmf_subsystem_get_qpairs").isEmpty();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void shouldRefuseCommandsBeforeConnect() throws Exception {
        try (HostConnection connection = open()) {
            HostResponse response = connection.call(HostCommand.identify(1, 0));

            assertEquals(Status.COMMAND_SEQUENCE_ERROR, response.code());
            assertTrue(response.doNotRetry());
        }
    }

    @Test
    @Proves("features 1 transports by contract")
    void shouldConnectAndIdentify() throws Exception {
        try (HostController host = host()) {
            HostResponse controller = host.admin().call(HostCommand.identify(1, 0));
            HostResponse namespace = host.admin().call(HostCommand.identify(0, 1));

            assertEquals(TestPlatform.NQN, controller.text(768, 256));
            assertEquals(host.cntlid(), controller.u16(78));
            assertEquals(TestPlatform.BLOCKS, namespace.i64(0));
        }
    }

    @Test
    @Proves("features 3.3 Read and Write")
    void shouldCarryDataOfEverySize() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            for (int blocks : new int[] {1, 2, 7, 8, 9, 16, 31, 64, 65, 128, 255, 256}) {
                byte[] data = pattern(blocks, blocks * BLOCK);
                HostResponse written = queue.call(HostCommand.write(1, 3, blocks, data));
                HostResponse read = queue.call(HostCommand.read(1, 3, blocks, BLOCK));

                assertEquals(0, written.status(), blocks + " blocks");
                assertEquals(0, read.status(), blocks + " blocks");
                assertArrayEquals(data, read.data(), blocks + " blocks");
            }
        }
    }

    @Test
    void shouldCarryManyCommandsAtOnce() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            List<Integer> commands = new ArrayList<>();
            for (int i = 0; i < DEPTH - 1; i++) {
                commands.add(queue.send(HostCommand.write(1, i * 40L, 40, pattern(i, 40 * BLOCK))));
            }
            for (int cid : commands) {
                assertEquals(0, queue.await(cid).status());
            }
            commands.clear();
            for (int i = 0; i < DEPTH - 1; i++) {
                commands.add(queue.send(HostCommand.read(1, i * 40L, 40, BLOCK)));
            }
            for (int i = 0; i < commands.size(); i++) {
                assertArrayEquals(pattern(i, 40 * BLOCK), queue.await(commands.get(i)).data());
            }
        }
    }

    @Test
    @Proves("features 1 one connection per queue")
    void shouldServeQueuesOnAllReactors() throws Exception {
        try (HostController host = host()) {
            for (int i = 0; i < 4; i++) {
                HostConnection queue = host.openQueue(DEPTH);
                byte[] data = pattern(i, BLOCK);
                assertEquals(0, queue.call(HostCommand.write(1, i, 1, data)).status());
                assertArrayEquals(data, queue.call(HostCommand.read(1, i, 1, BLOCK)).data());
            }
            Set<Object> threads = new HashSet<>();
            for (Object qpair : list("nvmf_subsystem_get_qpairs")) {
                threads.add(((Map<?, ?>) qpair).get("thread"));
            }
            assertEquals(REACTORS, threads.size());
        }
    }

    @Test
    void shouldAnswerBadCommandsAndGoOn() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            byte[] block = new byte[BLOCK];

            assertEquals(
                    Status.LBA_OUT_OF_RANGE,
                    queue.call(HostCommand.read(1, TestPlatform.BLOCKS, 1, BLOCK)).code());
            assertEquals(
                    Status.LBA_OUT_OF_RANGE,
                    queue.call(HostCommand.write(1, TestPlatform.BLOCKS, 1, block)).code());
            assertEquals(
                    Status.INVALID_NAMESPACE_OR_FORMAT,
                    queue.call(HostCommand.write(9, 0, 1, block)).code());
            assertEquals(Status.INVALID_OPCODE, queue.call(HostCommand.of(0x7C, 1)).code());
            assertEquals(0, queue.call(HostCommand.read(1, 0, 1, BLOCK)).status());
        }
    }

    @Test
    void shouldForgetHostsThatVanish() throws Exception {
        for (int i = 0; i < CYCLES; i++) {
            try (HostController host = host()) {
                host.openQueue(DEPTH).send(HostCommand.write(1, 0, 64, pattern(i, 64 * BLOCK)));
            }
        }
        untilNoController();
    }

    @Test
    @Proves("features 1 disconnect drains")
    void shouldDrainTheDeviceAfterAHostHasVanished() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            target.bdev().hold(true);
            for (int i = 0; i < 8; i++) {
                queue.send(HostCommand.write(1, i * 8L, 8, pattern(i, 8 * BLOCK)));
                queue.send(HostCommand.read(1, 100 + i, 1, BLOCK));
            }
            until("I/O does not reach the device", () -> target.bdev().pending() == 16);
        }
        target.bdev().hold(false);
        until("I/O is left at the device", () -> target.bdev().pending() == 0);
        untilNoController();

        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            byte[] data = queue.call(HostCommand.read(1, 0, 8, BLOCK)).data();
            assertArrayEquals(pattern(0, 8 * BLOCK), data);
        }
    }

    @Test
    void shouldEndConnectionsOfADeletedSubsystem() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            target.call("nvmf_delete_subsystem", Map.of("nqn", TestPlatform.NQN));

            assertTrue(queue.isClosedByTarget());
            assertTrue(host.admin().isClosedByTarget());
            assertThrows(IOException.class, this::host);
        }
    }

    @Test
    @Proves("features 1 transport replaced")
    void shouldKeepConnectionsOrEndThemWhenAnotherInstanceComes() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            target.bdev().hold(true);
            List<Integer> writes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                writes.add(queue.send(HostCommand.write(1, i * 40L, 8, pattern(i, 8 * BLOCK))));
            }
            for (int i = 8; i < 12; i++) {
                // The data of those may come later, when it is asked for.
                writes.add(queue.send(HostCommand.write(1, i * 40L, 40, pattern(i, 40 * BLOCK))));
            }
            until("I/O does not reach the device", () -> target.bdev().pending() >= 8);
            target.removeTransport();
            target.bdev().hold(false);
            target.addTransport(transport());
            if (keepsConnections()) {
                for (int cid : writes) {
                    assertEquals(0, queue.await(cid).status());
                }
                for (int i = 0; i < writes.size(); i++) {
                    int blocks = i < 8 ? 8 : 40;
                    HostResponse read = queue.call(HostCommand.read(1, i * 40L, blocks, BLOCK));
                    assertArrayEquals(pattern(i, blocks * BLOCK), read.data());
                }
                assertEquals(0, host.admin().call(HostCommand.identify(1, 0)).status());
            } else {
                assertTrue(queue.isClosedByTarget());
                assertTrue(host.admin().isClosedByTarget());
            }
        }
        untilNoController();
        shouldCarryDataOfEverySize();
    }

    @Test
    void shouldServeLaterWhatHostsSendWhileNobodyServes() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            target.removeTransport();
            if (keepsConnections()) {
                int cid = queue.send(HostCommand.write(1, 0, 8, pattern(1, 8 * BLOCK)));
                target.addTransport(transport());
                assertEquals(0, queue.await(cid).status());
                byte[] data = queue.call(HostCommand.read(1, 0, 8, BLOCK)).data();
                assertArrayEquals(pattern(1, 8 * BLOCK), data);
            } else {
                assertTrue(queue.isClosedByTarget());
                target.addTransport(transport());
            }
        }
        untilNoController();
    }

    @Test
    void shouldEndConnectionsOfASubsystemThatIsDeletedWhileNobodyServes() throws Exception {
        try (HostController host = host()) {
            HostConnection queue = host.openQueue(DEPTH);
            target.removeTransport();
            target.call("nvmf_delete_subsystem", Map.of("nqn", TestPlatform.NQN));

            assertTrue(queue.isClosedByTarget());
            assertTrue(host.admin().isClosedByTarget());
        }
    }

    @Test
    @Proves("features 3.5 several controllers")
    void shouldAnswerOthersWhileADeviceIsSlow() throws Exception {
        try (HostController slow = host();
                HostController other = host()) {
            HostConnection queue = slow.openQueue(DEPTH);
            target.bdev().hold(true);
            int cid = queue.send(HostCommand.read(1, 0, 1, BLOCK));

            assertFalse(other.admin().call(HostCommand.identify(1, 0)).data().length == 0);
            target.bdev().hold(false);
            assertEquals(0, queue.await(cid).status());
        }
    }
}
