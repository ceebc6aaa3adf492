package io.viaduct.bench;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Endpoint;
import io.viaduct.linux.Socket;
import io.viaduct.linux.engine.EngineKind;
import io.viaduct.linux.engine.EngineOptions;
import io.viaduct.linux.engine.KernelEngine;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

/**
 * One engine that talks to itself over loopback: a send, its arrival, and the buffer given back.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark implements EngineHandler {
    private static final int MESSAGE_LENGTH = 72;

    @Param({"URING", "EPOLL"})
    private EngineKind kind;

    private final Owner owner = new Owner(1, "bench");
    private KernelEngine engine;
    private SegmentList message;
    private int client;
    private int server;
    private int received;
    private boolean released;

    /** A connected pair with a receive that runs. */
    @Setup
    public void connect() throws IOException {
        engine = kind.open(EngineOptions.DEFAULT);
        Arena arena = Arena.global();
        message = new SegmentList(arena.allocate(SegmentList.ENTRY_LENGTH, 8).address(), 1);
        message.add(arena.allocate(MESSAGE_LENGTH, 8).address(), MESSAGE_LENGTH);
        int[] accepted = {-1};
        int listener = Socket.listen(new Endpoint("127.0.0.1", 0), 8);
        engine.accept(
                owner, listener, (context, event, result, buffer, last) -> accepted[0] = result, 0);
        client = Socket.connect(Socket.localEndpoint(listener));
        while (accepted[0] < 0) {
            engine.run(-1);
        }
        server = accepted[0];
        Descriptor.close(listener);
        engine.receive(owner, server, this, 0);
        engine.run(0);
    }

    /** Frees the pair. */
    @TearDown
    public void close() {
        engine.close();
        Descriptor.close(client);
        Descriptor.close(server);
    }

    /** 72 bytes from one end to the other. */
    @Benchmark
    public int message() {
        received = 0;
        released = false;
        engine.send(owner, client, message.iovec(), 1, this, 0);
        while (received < MESSAGE_LENGTH || !released) {
            engine.run(-1);
        }
        return received;
    }

    @Override
    public void onEvent(long context, int event, int result, int buffer, boolean last) {
        if (event == Engine.RECEIVED && buffer != Engine.NO_BUFFER) {
            received += result;
            engine.release(buffer);
        } else if (event == Engine.RELEASED) {
            released = true;
        }
    }
}
