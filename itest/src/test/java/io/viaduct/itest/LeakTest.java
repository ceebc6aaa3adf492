package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostQueue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Whatever hosts do, nothing is left of them; nor of a target that has been closed. */
@Timeout(300)
class LeakTest {
    private static final int AT_ONCE = 200;
    private static final int CYCLES = 1000;
    private static final int FIRST_CYCLES = 10;
    private static final int DEPTH = 32;
    private static final int LARGE_BLOCKS = 256;
    private static final int IN_FLIGHT = 8;

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldForgetTwoHundredControllers(String engine) throws Exception {
        try (TcpTarget target = TcpTarget.start(engine)) {
            // What pools have grown to stays: the second time is like the first.
            serveManyAtOnce(target);
            Holdings before = Holdings.idle(target);
            serveManyAtOnce(target);
            Holdings.await(before, () -> Holdings.of(target));
        }
    }

    private static void serveManyAtOnce(TcpTarget target) throws Exception {
        List<HostController> hosts = new ArrayList<>();
        List<HostConnection> queues = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            hosts.add(target.connect());
            queues.add(hosts.getLast().openQueue(DEPTH));
        }
        for (int i = 0; i < AT_ONCE; i++) {
            byte[] data = pattern(i);
            HostCommand write = HostCommand.write(1, i, 1, data);
            assertEquals(0, queues.get(i).call(write).status());
            HostCommand read = HostCommand.read(1, i, 1, TcpTarget.BLOCK_SIZE);
            assertArrayEquals(data, queues.get(i).call(read).data());
        }
        assertEquals(AT_ONCE, target.list("nvmf_subsystem_get_controllers").size());
        for (HostController host : hosts) {
            host.close();
        }
    }

    private static byte[] pattern(int seed) {
        byte[] data = new byte[TcpTarget.BLOCK_SIZE];
        new Random(seed).nextBytes(data);
        return data;
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldForgetAThousandControllers(String engine) throws Exception {
        try (TcpTarget target = TcpTarget.start(engine)) {
            for (int i = 0; i < FIRST_CYCLES; i++) {
                cycle(target, i);
            }
            Holdings before = Holdings.idle(target);
            for (int i = 0; i < CYCLES; i++) {
                cycle(target, i);
            }
            Holdings.await(before, () -> Holdings.of(target));
        }
    }

    /** Hosts shut down in order, vanish, or are cut while the target works for them. */
    private static void cycle(TcpTarget target, int number) throws Exception {
        HostController host = target.connect();
        HostQueue queue = (HostQueue) host.openQueue(DEPTH);
        HostCommand read = HostCommand.read(1, number, 1, TcpTarget.BLOCK_SIZE);
        assertEquals(0, queue.call(read).status());
        switch (number % 4) {
            case 0, 2 -> host.shutDown();
            case 1 -> host.close();
            default -> {
                sendMuch(queue);
                queue.reset();
                ((HostQueue) host.admin()).reset();
            }
        }
    }

    /** Data that nobody takes, and transfers that never come. */
    private static void sendMuch(HostQueue queue) throws Exception {
        for (int i = 0; i < IN_FLIGHT; i++) {
            queue.send(HostCommand.read(1, 0, LARGE_BLOCKS, TcpTarget.BLOCK_SIZE));
            byte[] data = new byte[LARGE_BLOCKS * TcpTarget.BLOCK_SIZE];
            queue.send(HostCommand.write(1, 0, LARGE_BLOCKS, data));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldLeaveNothingOfAClosedTarget(String engine) throws Exception {
        useAndClose(engine);
        Holdings before = Holdings.settled(Holdings::ofTheProcess);
        useAndClose(engine);
        Holdings.await(before, Holdings::ofTheProcess);
        assertEquals(Map.of(), before.mappings());
        assertTrue(before.threads().keySet().stream().noneMatch(name -> name.contains("reactor")));
    }

    private static void useAndClose(String engine) throws Exception {
        try (TcpTarget target = TcpTarget.start(engine)) {
            for (int i = 0; i < FIRST_CYCLES; i++) {
                cycle(target, i);
            }
        }
    }
}
