package io.viaduct.core.control;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.PollerInfo;
import io.viaduct.core.reactor.Reactors;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What reactors call again and again; times are nanoseconds. */
public final class PollerMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;

    private final Reactors reactors;

    /** The methods over the reactors of the process. */
    public PollerMethods(Reactors reactors) {
        this.reactors = reactors;
    }

    /** All reactors. */
    public static class All {
        /** Ticks in a second. */
        public long tick_rate = TICKS_PER_SECOND;

        /** By index of their reactor. */
        public List<Pollers> threads;
    }

    /** One reactor's. */
    public static class Pollers {
        /** Its name. */
        public String name;

        /** Its number, from 1. */
        public int id;

        /** Called in every cycle. */
        public List<One> active_pollers = new ArrayList<>();

        /** Timers that are armed. */
        public List<One> timed_pollers = new ArrayList<>();

        /** Not called for now: there are none. */
        public List<One> paused_pollers = List.of();
    }

    /** One function. */
    public static class One {
        /** Whose it is. */
        public String name;

        /** Its number in this answer, from 1. */
        public int id;

        /** Always "waiting": the reactor is busy with this question. */
        public String state = "waiting";

        /** How often it has been called. */
        public long run_count;

        /** How often it has found something to do. */
        public long busy_count;

        /** Ticks after which it goes off; null for what is called in every cycle. */
        public Long period_ticks;
    }

    /** Lists pollers and timers. */
    @RpcMethod(
            value = "thread_get_pollers",
            description = "List what the reactors call again and again, and how often they have.",
            mutates = false)
    public CompletionStage<All> pollers() {
        return reactors.ask(OwnerTable.BASE, PollerMethods::of)
                .thenApply(
                        threads -> {
                            All all = new All();
                            all.threads = threads;
                            return all;
                        });
    }

    private static Pollers of(Reactor reactor) {
        Pollers pollers = new Pollers();
        pollers.name = "reactor_" + reactor.index();
        pollers.id = reactor.index() + 1;
        int number = 0;
        for (PollerInfo info : ((CoreReactor) reactor).pollers()) {
            One one = new One();
            one.name = info.owner();
            one.id = ++number;
            one.run_count = info.runs();
            one.busy_count = info.busy();
            one.period_ticks = info.timed() ? info.delayNanos() : null;
            (info.timed() ? pollers.timed_pollers : pollers.active_pollers).add(one);
        }
        return pollers;
    }
}
