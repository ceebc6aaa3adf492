package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.ReactorInfo;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Supplier;

/**
 * The reactors as SPDK shows its own; times are nanoseconds. SPDK's own clients refuse an answer
 * with fields that they do not know: what else there is to tell is in {@link LoopMethods}.
 */
public final class ReactorMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;
    private static final int HEX = 16;

    private final Supplier<List<ReactorInfo>> reactors;
    private final CpuTimes cpus = new CpuTimes();

    /** The methods over the reactors of the process. */
    public ReactorMethods(Supplier<List<ReactorInfo>> reactors) {
        this.reactors = reactors;
    }

    /** All reactors. */
    public static class All {
        /** Ticks in a second. */
        public long tick_rate = TICKS_PER_SECOND;

        /** Number of the process. */
        public long pid = ProcessHandle.current().pid();

        /** By index. */
        public List<One> reactors;
    }

    /** One reactor. */
    public static class One {
        /** CPU it was made for. */
        public int lcore;

        /** Memory node of that CPU; -1 where the kernel does not say. */
        public int numa_id;

        /** The kernel's number of its thread. */
        public long tid;

        /** Ticks in cycles that did something. */
        public long busy;

        /** Ticks asleep or in cycles that found nothing. */
        public long idle;

        /** Whether it sleeps when there is nothing to do. */
        public boolean in_interrupt = true;

        /** The kernel's ticks that its CPU has spent in interrupts, whoever ran there. */
        public long irq;

        /** In the kernel. */
        public long sys;

        /** In programs. */
        public long usr;

        /** What runs on it: itself. */
        public List<Worker> lw_threads;
    }

    /** What SPDK calls a lightweight thread. */
    public static class Worker {
        /** Its name. */
        public String name;

        /** Its number, from 1. */
        public int id;

        /** CPUs it may run on, hexadecimal. */
        public String cpumask;

        /** Ticks since its start. */
        public long elapsed;
    }

    /** Lists the reactors. */
    @RpcMethod(
            value = "framework_get_reactors",
            description = "Lists the reactors and how busy they are.",
            mutates = false)
    public All reactors() {
        All all = new All();
        all.reactors = reactors.get().stream().map(this::one).toList();
        return all;
    }

    /** All threads. */
    public static class Threads {
        /** Ticks in a second. */
        public long tick_rate = TICKS_PER_SECOND;

        /** By index of their reactor. */
        public List<ThreadStats> threads;
    }

    /** One reactor's thread. */
    public static class ThreadStats {
        /** Its name. */
        public String name;

        /** Its number, from 1. */
        public int id;

        /** CPUs it may run on, hexadecimal. */
        public String cpumask;

        /** Ticks in cycles that did something. */
        public long busy;

        /** Ticks asleep or in cycles that found nothing. */
        public long idle;

        /** Functions called in every cycle. */
        public int active_pollers_count;

        /** Timers. */
        public int timed_pollers_count;

        /** Functions that are not called for now: there are none. */
        public int paused_pollers_count;
    }

    /** Shows the reactors' threads. */
    @RpcMethod(
            value = "thread_get_stats",
            description = "Lists the reactors' threads and what they have to do.",
            mutates = false)
    public Threads threads() {
        Threads all = new Threads();
        all.threads = reactors.get().stream().map(ReactorMethods::thread).toList();
        return all;
    }

    private static ThreadStats thread(ReactorInfo info) {
        ThreadStats stats = new ThreadStats();
        stats.name = info.name();
        stats.id = info.index() + 1;
        stats.cpumask = mask(info);
        stats.busy = info.busyNanos();
        stats.idle = info.idleNanos();
        stats.active_pollers_count = info.pollers();
        stats.timed_pollers_count = info.timers();
        return stats;
    }

    private static String mask(ReactorInfo info) {
        return BigInteger.ONE.shiftLeft(info.core()).toString(HEX);
    }

    private One one(ReactorInfo info) {
        One one = new One();
        one.lcore = info.core();
        one.numa_id = cpus.node(info.core());
        one.tid = info.tid();
        one.busy = info.busyNanos();
        one.idle = info.idleNanos();
        CpuTimes.Ticks ticks = cpus.of(info.core());
        one.irq = ticks.irq();
        one.sys = ticks.sys();
        one.usr = ticks.usr();
        Worker worker = new Worker();
        worker.name = info.name();
        worker.id = info.index() + 1;
        worker.cpumask = mask(info);
        worker.elapsed = info.busyNanos() + info.idleNanos();
        one.lw_threads = List.of(worker);
        return one;
    }
}
