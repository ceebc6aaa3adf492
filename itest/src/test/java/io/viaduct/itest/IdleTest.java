package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.conformance.Proves;
import io.viaduct.core.reactor.ReactorInfo;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostQueue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A target whose hosts only stay connected does nothing and costs nothing. */
@Timeout(60)
class IdleTest {
    private static final int KEEP_ALIVE_OPCODE = 0x18;
    private static final int KEEP_ALIVE_MS = 10_000;
    private static final int PAUSES = 4;
    private static final int PAUSE_MS = 500;
    private static final int DEPTH = 32;

    /** One cycle receives a command, one or two see the answer off, each after a sleep. */
    private static final int CYCLES_PER_COMMAND = 10;

    /** Time on a processor, which the load of the machine hardly changes. */
    private static final long CPU_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(PAUSES * PAUSE_MS / 50);

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    @Proves("features 3.1 sleeps when idle")
    void shouldSleepWhileHostsOnlyStayConnected(String engine) throws Exception {
        try (TcpTarget target = TcpTarget.start(engine);
                HostController host = connect(target)) {
            HostConnection queue = host.openQueue(DEPTH);
            HostCommand read = HostCommand.read(1, 0, 1, TcpTarget.BLOCK_SIZE);
            assertEquals(0, queue.call(read).status());
            keepAlive(host);
            long cycles = cycles(target);
            long cpu = cpuNanos();
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < PAUSES; i++) {
                assertTrue(!never.await(PAUSE_MS, TimeUnit.MILLISECONDS));
                keepAlive(host);
            }
            cycles = cycles(target) - cycles;
            cpu = cpuNanos() - cpu;
            assertTrue(cycles <= PAUSES * CYCLES_PER_COMMAND, cycles + " cycles");
            assertTrue(cpu < CPU_NANOS_MAX, cpu + " ns on processors");
        }
    }

    private static HostController connect(TcpTarget target) throws Exception {
        return new HostController(
                () -> new HostQueue(target.address(), false, false),
                TcpTarget.NQN,
                TcpTarget.HOST,
                KEEP_ALIVE_MS);
    }

    private static void keepAlive(HostController host) throws Exception {
        assertEquals(0, host.admin().call(HostCommand.of(KEEP_ALIVE_OPCODE, 0)).status());
    }

    private static long cycles(TcpTarget target) {
        return target.platform().reactorInfos().stream().mapToLong(ReactorInfo::cycles).sum();
    }

    /** Of the reactors, their watchdog and the control strand. */
    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("reactor") || thread.getName().equals("control")) {
                sum += threads.getThreadCpuTime(thread.threadId());
            }
        }
        return sum;
    }
}
