package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.LoadHost;
import io.viaduct.transport.tcp.TcpTargetTransport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** NVMe/TCP is replaced while hosts write and read: they see a pause, not an error. */
@Timeout(300)
class TransportSwapTest {
    private static final int SWAPS = 20;
    private static final int MANY_SWAPS = 500;
    private static final int FIRST_SWAPS = 10;
    private static final int DEPTH = 8;
    private static final int SMALL = 4096;
    private static final int LARGE = 128 * 1024;
    private static final int ROUND = 64;

    /** Blocks that a queue has for itself. */
    private static final int PLACE_BLOCKS = DEPTH * LARGE / TcpTarget.BLOCK_SIZE;

    /** What has to end does so at once, but a machine may be busy. */
    private static final int LOOKS_MAX = 10_000;

    private static final long PAUSE_NANOS = 1_000_000;

    /** A host that goes on until it is enough, and counts. */
    private static CompletableFuture<Void> load(
            LoadHost host, AtomicBoolean enough, AtomicLong rounds) {
        return CompletableFuture.runAsync(
                () -> {
                    try (host) {
                        while (!enough.get()) {
                            host.run(ROUND);
                            rounds.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static LoadHost.Shape shape(int bytes, boolean digests, int place) {
        return new LoadHost.Shape(
                DEPTH, bytes, TcpTarget.BLOCK_SIZE, digests, digests, (long) place * PLACE_BLOCKS);
    }

    private static void awaitRounds(AtomicLong rounds, CompletableFuture<Void> load) {
        long wanted = rounds.get() + 1;
        while (rounds.get() < wanted && !load.isDone()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldShowHostsAPauseAndNoError(String engine) throws Exception {
        List<LoadHost.Shape> shapes =
                List.of(
                        shape(SMALL, false, 0),
                        shape(SMALL, true, 1),
                        shape(LARGE, false, 2),
                        shape(LARGE, true, 3));
        AtomicBoolean enough = new AtomicBoolean();
        try (TcpTarget target = TcpTarget.start(engine)) {
            List<HostController> controllers = new ArrayList<>();
            List<AtomicLong> rounds = new ArrayList<>();
            List<CompletableFuture<Void>> loads = new ArrayList<>();
            for (LoadHost.Shape shape : shapes) {
                controllers.add(target.connect());
                rounds.add(new AtomicLong());
                var host = new LoadHost(controllers.getLast(), 1, target.address(), shape);
                loads.add(load(host, enough, rounds.getLast()));
            }
            for (int i = 0; i < SWAPS; i++) {
                for (int j = 0; j < loads.size(); j++) {
                    awaitRounds(rounds.get(j), loads.get(j));
                }
                target.replaceTransport(new TcpTargetTransport(), i % 2 == 0);
            }
            enough.set(true);
            CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new)).join();
            for (HostController controller : controllers) {
                assertEquals(0, controller.admin().call(HostCommand.identify(1, 0)).status());
                controller.close();
            }
            assertEquals(SWAPS, resumed(target));
            assertEquals(List.of(), target.call("viaduct_get_waiting", null));
        }
    }

    private static long resumed(TcpTarget target) throws Exception {
        Object all = target.call("viaduct_get_swaps", Map.of("kind", "transport"));
        return ((List<?>) ((Map<?, ?>) all).get("swaps"))
                .stream()
                        .filter(swap -> "resumed".equals(((Map<?, ?>) swap).get("outcome")))
                        .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldLeaveNothingOfFiveHundredInstances(String engine) throws Exception {
        try (TcpTarget target = TcpTarget.start(engine)) {
            swap(target, FIRST_SWAPS);
            Holdings before = Holdings.idle(target);
            swap(target, MANY_SWAPS);
            Holdings.await(before, () -> Holdings.of(target));
        }
    }

    private static void swap(TcpTarget target, int times) throws Exception {
        try (HostController host = target.connect()) {
            HostConnection queue = host.openQueue(DEPTH);
            for (int i = 0; i < times; i++) {
                byte[] data = new byte[TcpTarget.BLOCK_SIZE];
                data[0] = (byte) i;
                int write = queue.send(HostCommand.write(1, i, 1, data));
                target.replaceTransport(new TcpTargetTransport(), i % 2 == 0);
                assertEquals(0, queue.await(write).status());
                HostCommand read = HostCommand.read(1, i, 1, TcpTarget.BLOCK_SIZE);
                assertArrayEquals(data, queue.call(read).data());
            }
        }
    }

    /** NVMe/TCP as a bundle would bring it: with classes of its own. */
    private static final class Bundle extends URLClassLoader {
        private static final String PACKAGE = TcpTargetTransport.class.getPackageName();

        Bundle() {
            super(
                    new URL[] {
                        TcpTargetTransport.class.getProtectionDomain().getCodeSource().getLocation()
                    });
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }

        TargetTransport transport() throws ReflectiveOperationException {
            Class<?> service = loadClass(TcpTargetTransport.class.getName());
            return (TargetTransport) service.getDeclaredConstructor().newInstance();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldKeepNothingOfTheClassesOfAnInstance(String engine) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicLong rounds = new AtomicLong();
        try (TcpTarget target = TcpTarget.start(engine);
                HostController controller = target.connect()) {
            var host = new LoadHost(controller, 1, target.address(), shape(SMALL, false, 0));
            CompletableFuture<Void> load = load(host, enough, rounds);
            List<WeakReference<ClassLoader>> bundles = new ArrayList<>();
            for (int i = 0; i < FIRST_SWAPS; i++) {
                bundles.add(serve(target, i % 2 == 0));
                awaitRounds(rounds, load);
            }
            target.replaceTransport(new TcpTargetTransport(), false);
            awaitRounds(rounds, load);
            for (int i = 0; i < LOOKS_MAX && !areGone(bundles); i++) {
                System.gc();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            assertTrue(areGone(bundles), "classes of an instance that has left are still there");
            enough.set(true);
            load.join();
        }
    }

    private static WeakReference<ClassLoader> serve(TcpTarget target, boolean beforeTheOtherLeaves)
            throws ReflectiveOperationException {
        var bundle = new Bundle();
        target.replaceTransport(bundle.transport(), beforeTheOtherLeaves);
        return new WeakReference<>(bundle);
    }

    private static boolean areGone(List<WeakReference<ClassLoader>> bundles) {
        return bundles.stream().allMatch(bundle -> bundle.refersTo(null));
    }

    /** A version that goes on with nothing. */
    private static final class Stranger implements TargetTransport {
        private final TargetTransport tcp = new TcpTargetTransport();

        @Override
        public String trtype() {
            return tcp.trtype();
        }

        @Override
        public int trtypeCode() {
            return tcp.trtypeCode();
        }

        @Override
        public TransportOptions defaults() {
            return tcp.defaults();
        }

        @Override
        public Transport create(
                TransportContext context, TransportOptions options, Map<String, Object> specific)
                throws RpcException {
            Transport transport = tcp.create(context, options, specific);
            return new Transport() {
                @Override
                public Map<String, Object> specific() {
                    return transport.specific();
                }

                @Override
                public Listener listen(TransportId address) throws IOException, RpcException {
                    return transport.listen(address);
                }

                @Override
                public byte[] tsas(TransportId address) {
                    return transport.tsas(address);
                }

                @Override
                public void close() {
                    transport.close();
                }
            };
        }
    }

    @Test
    void shouldLetHostsReconnectWhereTheNextRefusesTheirState() throws Exception {
        try (TcpTarget target = TcpTarget.start("");
                HostController before = target.connect()) {
            HostConnection queue = before.openQueue(DEPTH);
            target.replaceTransport(new Stranger(), true);
            assertTrue(queue.isClosedByTarget());
            assertTrue(before.admin().isClosedByTarget());
            try (HostController after = target.connect()) {
                HostCommand read = HostCommand.read(1, 0, 1, TcpTarget.BLOCK_SIZE);
                assertEquals(0, after.openQueue(DEPTH).call(read).status());
            }
            assertEquals(0, resumed(target));
        }
    }
}
