package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorInfo;

import java.math.BigInteger;
import java.util.List;

/** The reactors as SPDK shows its own; times are nanoseconds. */
public final class ReactorMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;
    private static final int HEX = 16;

    private final ReactorGroup reactors;

    /** The methods over the reactors of the process. */
    public ReactorMethods(ReactorGroup reactors) {
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

        /** The kernel's number of its thread. */
        public long tid;

        /** Ticks in cycles that did something. */
        public long busy;

        /** Ticks asleep or in cycles that found nothing. */
        public long idle;

        /** What runs on it: itself. */
        public List<Worker> lw_threads;

        /** Ours: name of its thread. */
        public String name;

        /** Ours: "uring" or "epoll". */
        public String engine;

        /** Ours: exceptions that escaped into the loop. */
        public long faults;

        /** Ours: cycles that took too long. */
        public long stalls;
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
        all.reactors = reactors.infos().stream().map(ReactorMethods::one).toList();
        return all;
    }

    private static One one(ReactorInfo info) {
        One one = new One();
        one.lcore = info.core();
        one.tid = info.tid();
        one.busy = info.busyNanos();
        one.idle = info.idleNanos();
        one.name = info.name();
        one.engine = info.engine();
        one.faults = info.faults();
        one.stalls = info.stalls();
        Worker worker = new Worker();
        worker.name = info.name();
        worker.id = info.index() + 1;
        worker.cpumask = BigInteger.ONE.shiftLeft(info.core()).toString(HEX);
        worker.elapsed = info.busyNanos() + info.idleNanos();
        one.lw_threads = List.of(worker);
        return one;
    }
}
