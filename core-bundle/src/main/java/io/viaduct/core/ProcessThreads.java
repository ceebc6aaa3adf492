package io.viaduct.core;

import io.viaduct.core.bdev.Patience;
import io.viaduct.core.control.ControlStrand;
import io.viaduct.core.memory.CoreMemory;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.core.stream.Sockets;
import io.viaduct.linux.engine.EngineOptions;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What a platform stands on in a process: threads, memory and sockets of the machine. */
final class ProcessThreads {
    /** How long an end waits for what is written to the journal. */
    private static final int WRITER_SECONDS = 10;

    /** Long answers that may wait to be made, tens of megabytes each at the most. */
    private static final int ANSWERS_MAX = 16;

    private static final Logger LOG = System.getLogger(ProcessThreads.class.getName());

    private final ReactorGroup group;
    private final ControlStrand strand = new ControlStrand();
    private final CoreMemory memory;
    private final Sockets sockets;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("journal").daemon().factory());

    private final ExecutorService answers =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(ANSWERS_MAX),
                    Thread.ofPlatform().name("answers").daemon().factory());

    private ProcessThreads(ReactorGroup group) {
        this.group = group;
        memory = new CoreMemory(group, strand);
        sockets = new Sockets(group, NanoClock.SYSTEM, EngineOptions.DEFAULT);
    }

    /**
     * Starts the reactors and the strand.
     *
     * @throws IOException when the kernel refuses an engine
     */
    static ProcessThreads start(ReactorOptions options) throws IOException, InterruptedException {
        var kernel = new LinuxKernel(EngineOptions.DEFAULT);
        return new ProcessThreads(ReactorGroup.start(options, NanoClock.SYSTEM, kernel));
    }

    PlatformParts parts() {
        return new PlatformParts(
                group,
                group::infos,
                strand,
                memory,
                Patience.UNTIL_DEADLINE,
                (who, address, how, acceptor) -> sockets.listen(address, how, who, acceptor),
                (ms, task) ->
                        CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS, strand)
                                .execute(task),
                writer,
                answers);
    }

    /**
     * Ends all of it.
     *
     * @param stuck whether a module still has I/O and its memory, which then stays mapped
     */
    void end(boolean stuck) throws InterruptedException {
        strand.close();
        answers.shutdown();
        writer.shutdown();
        if (!writer.awaitTermination(WRITER_SECONDS, TimeUnit.SECONDS)) {
            LOG.log(Level.WARNING, "the journal's disk does not answer; left to itself");
        }
        group.close();
        if (!stuck) {
            memory.close();
        }
    }
}
