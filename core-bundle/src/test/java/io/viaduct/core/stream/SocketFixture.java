package io.viaduct.core.stream;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.reactor.Kernel;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.linux.engine.EngineOptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Reactors with one kind of engine, and sockets on them. */
final class SocketFixture implements AutoCloseable {
    static final Owner HANDLER = new Owner(77, "test.handler");

    private static final long WAIT_NANOS_MAX = 20_000_000_000L;

    final ReactorGroup reactors;
    final Sockets sockets;
    private long taken;

    SocketFixture(String engine, int count) throws Exception {
        this(engine, count, EngineOptions.DEFAULT);
    }

    SocketFixture(String engine, int count, EngineOptions options) throws Exception {
        this(engine, count, options, new LinuxKernel(options));
    }

    /** One reactor with an engine of this kernel. */
    SocketFixture(Kernel kernel) throws Exception {
        this("", 1, EngineOptions.DEFAULT, kernel);
    }

    private SocketFixture(String engine, int count, EngineOptions options, Kernel kernel)
            throws Exception {
        List<Integer> cores = IntStream.range(0, count).boxed().toList();
        reactors =
                ReactorGroup.start(
                        new ReactorOptions(cores, false, engine, 0, 1_000_000_000L),
                        NanoClock.SYSTEM,
                        kernel);
        sockets = new Sockets(reactors, NanoClock.SYSTEM, options);
    }

    ListeningSocket listen(StreamAcceptor acceptor) throws IOException {
        TransportId any = new TransportId("TCP", "IPv4", "127.0.0.1", "0");
        return sockets.listen(any, new StreamOptions(128, 0), HANDLER, acceptor);
    }

    static Socket connect(StreamListener listener) throws IOException {
        int port = Integer.parseInt(listener.address().trsvcid());
        return new Socket(InetAddress.getByName(listener.address().traddr()), port);
    }

    /** Waits for what another thread does; fails when it does not. */
    static void await(BooleanSupplier condition) {
        long end = NanoClock.SYSTEM.nanoTime() + WAIT_NANOS_MAX;
        while (!condition.getAsBoolean()) {
            if (NanoClock.SYSTEM.nanoTime() - end > 0) {
                throw new AssertionError("does not happen");
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** Exceptions that have escaped since this was last asked. */
    long takeFaults() {
        long all = reactors.reactors().stream().mapToLong(r -> r.faults()).sum();
        long fresh = all - taken;
        taken = all;
        return fresh;
    }

    @Override
    public void close() throws Exception {
        reactors.close();
        long escaped = takeFaults();
        if (escaped > 0) {
            throw new AssertionError(escaped + " exceptions escaped");
        }
    }
}
