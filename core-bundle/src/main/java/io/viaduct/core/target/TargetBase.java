package io.viaduct.core.target;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.Notifications;
import io.viaduct.core.reactor.Reactors;
import io.viaduct.core.stream.ListeningSocket;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * What a target stands on.
 *
 * @param strand the control strand
 * @param desired what deletions of devices are told to
 * @param notifications what clients are told of namespaces by
 * @param reactors all reactors
 * @param memory the process's regions
 * @param bdevs the registry in the target's own name
 * @param modules tells by a device's name, also of one that leaves, the bundle whose it is
 * @param streams where listening sockets come from
 * @param side the target's half on the reactors
 * @param delay runs tasks on the strand, later
 */
public record TargetBase(
        Executor strand,
        DesiredState desired,
        Notifications notifications,
        Reactors reactors,
        Memory memory,
        BdevRegistry bdevs,
        UnaryOperator<String> modules,
        Streams streams,
        ReactorSide side,
        Delay delay) {
    /** For people: the bundle whose device this is. */
    String moduleOf(String bdev) {
        return modules.apply(bdev);
    }

    /** Runs a task on the control strand after a time. */
    @FunctionalInterface
    public interface Delay {
        /** Milliseconds from now, or a little later. */
        void after(long ms, Runnable task);
    }

    /** Opens listening sockets of the base. Control strand. */
    @FunctionalInterface
    public interface Streams {
        /** As {@link io.viaduct.api.transport.TransportContext#listen}, in an owner's name. */
        ListeningSocket listen(
                Owner owner, TransportId address, StreamOptions options, StreamAcceptor acceptor)
                throws IOException;
    }
}
