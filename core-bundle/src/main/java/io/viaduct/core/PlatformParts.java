package io.viaduct.core;

import io.viaduct.api.memory.Memory;
import io.viaduct.core.bdev.Patience;
import io.viaduct.core.control.Strand;
import io.viaduct.core.reactor.ReactorInfo;
import io.viaduct.core.reactor.Reactors;
import io.viaduct.core.target.TargetBase;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a platform is wired over: threads, the clock and the kernel in a process, or what a test
 * turns by hand.
 *
 * @param reactors the reactors, which are the core's own
 * @param infos how they fare. Any thread
 * @param strand where control happens
 * @param memory the regions
 * @param patience how a close waits
 * @param streams where listening sockets come from
 * @param delay runs tasks on the strand, later
 * @param writer runs one task after the other, which may wait for the disk
 * @param answers makes long answers; it may reject them
 */
public record PlatformParts(
        Reactors reactors,
        Supplier<List<ReactorInfo>> infos,
        Strand strand,
        Memory memory,
        Patience patience,
        TargetBase.Streams streams,
        TargetBase.Delay delay,
        Executor writer,
        Executor answers) {
    /** Of a platform that keeps nothing, and makes all answers on the strand. */
    public PlatformParts(
            Reactors reactors,
            Supplier<List<ReactorInfo>> infos,
            Strand strand,
            Memory memory,
            Patience patience,
            TargetBase.Streams streams,
            TargetBase.Delay delay) {
        this(
                reactors,
                infos,
                strand,
                memory,
                patience,
                streams,
                delay,
                Runnable::run,
                Runnable::run);
    }
}
