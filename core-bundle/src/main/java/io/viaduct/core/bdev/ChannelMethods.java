package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** thread_get_io_channels: which devices are in use on which reactor. */
public final class ChannelMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;

    private final BdevStore store;
    private final Reactors reactors;

    /** The methods over a store, whose channels are on these reactors. */
    public ChannelMethods(BdevStore store, Reactors reactors) {
        this.store = store;
        this.reactors = reactors;
    }

    /** All reactors. */
    public static class All {
        /** Ticks in a second. */
        public long tick_rate = TICKS_PER_SECOND;

        /** By index of their reactor. */
        public List<Channels> threads;
    }

    /** One reactor's. */
    public static class Channels {
        /** Its name. */
        public String name;

        /** Those that are open. */
        public List<Channel> io_channels = new ArrayList<>();
    }

    /** A device's channel on a reactor. */
    public static class Channel {
        /** SPDK's name of it: "bdev_" and the device's. */
        public String name;

        /** How many use it: namespaces, and devices that stand on it. */
        public int ref;
    }

    /** Lists the channels. */
    @RpcMethod(
            value = "thread_get_io_channels",
            description = "List the channels of devices on each reactor, and how many use them.",
            mutates = false)
    public CompletionStage<All> channels() {
        List<BdevEntry> devices = List.copyOf(store.entries());
        return reactors.ask(OwnerTable.BASE, reactor -> on(reactor, devices))
                .thenApply(
                        threads -> {
                            All all = new All();
                            all.threads = threads;
                            return all;
                        });
    }

    private static Channels on(Reactor reactor, List<BdevEntry> devices) {
        Channels channels = new Channels();
        channels.name = "reactor_" + reactor.index();
        for (BdevEntry device : devices) {
            int users = device.users(reactor);
            if (users > 0) {
                Channel one = new Channel();
                one.name = "bdev_" + device.bdev().name();
                one.ref = users;
                channels.io_channels.add(one);
            }
        }
        return channels;
    }
}
