package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.ReactorInfo;

import java.util.List;
import java.util.function.Supplier;

/** The reactors with what SPDK has no fields for; times are nanoseconds. */
public final class LoopMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;

    private final Supplier<List<ReactorInfo>> reactors;

    /** The method over the reactors of the process. */
    public LoopMethods(Supplier<List<ReactorInfo>> reactors) {
        this.reactors = reactors;
    }

    /** All reactors. */
    public static class All {
        /** Ticks in a second. */
        public long tick_rate = TICKS_PER_SECOND;

        /** By index. */
        public List<One> reactors;
    }

    /** One reactor. */
    public static class One {
        /** Name of its thread. */
        public String name;

        /** CPU it was made for. */
        public int lcore;

        /** "uring" or "epoll". */
        public String engine;

        /** Ticks in cycles that did something. */
        public long busy;

        /** Ticks asleep or in cycles that found nothing. */
        public long idle;

        /** Exceptions that escaped into the loop. */
        public long faults;

        /** Cycles that took too long. */
        public long stalls;
    }

    /** Lists the reactors. */
    @RpcMethod(
            value = "viaduct_get_reactors",
            description = "Lists the reactors with their engine, faults and stalls.",
            mutates = false)
    public All reactors() {
        All all = new All();
        all.reactors = reactors.get().stream().map(LoopMethods::one).toList();
        return all;
    }

    private static One one(ReactorInfo info) {
        One one = new One();
        one.name = info.name();
        one.lcore = info.core();
        one.engine = info.engine();
        one.busy = info.busyNanos();
        one.idle = info.idleNanos();
        one.faults = info.faults();
        one.stalls = info.stalls();
        return one;
    }
}
