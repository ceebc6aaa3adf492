package io.viaduct.core.qpair;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.command.AdminHandlers;
import io.viaduct.core.controller.ControllerDirectory;
import io.viaduct.core.controller.NamespaceHealth;
import io.viaduct.core.controller.PersistentEvents;
import io.viaduct.core.view.SubsystemView;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * What the reactors of a target share: its options, its controllers, the memory of its requests.
 * Made and closed by a control thread; used by any reactor in between.
 */
public final class TargetShared implements AutoCloseable {
    private final String name;
    private final TargetOptions options;
    private final Owner owner;
    private final RequestMemory requestMemory;
    private final ControllerDirectory directory = new ControllerDirectory();
    private final AdminHandlers adminHandlers;
    private final NamespaceHealth health = new NamespaceHealth();

    /** By subsystem. */
    private final Map<String, PersistentEvents> events = new ConcurrentHashMap<>();

    private final Set<ReactorTarget> parts = new CopyOnWriteArraySet<>();

    /** Views that are not yet on all reactors, by subsystem, oldest first. */
    private final Map<String, Deque<Swap>> swaps = new HashMap<>();

    private static final class Swap {
        private final SubsystemView view;
        private int reactors;

        private Swap(SubsystemView view) {
            this.view = view;
        }
    }

    /**
     * A target without controllers.
     *
     * @param name the target's name
     * @param options in force until it is closed
     * @param owner in whose name reactors send messages and run timers
     * @param memory where the regions of the requests come from
     * @throws IOException when the first of them cannot be had
     */
    public TargetShared(String name, TargetOptions options, Owner owner, Memory memory)
            throws IOException {
        this(name, options, owner, memory, new AdminHandlers());
    }

    /** As above, with handlers of vendors' admin commands. */
    public TargetShared(
            String name,
            TargetOptions options,
            Owner owner,
            Memory memory,
            AdminHandlers adminHandlers)
            throws IOException {
        this.adminHandlers = adminHandlers;
        this.name = name;
        this.options = options;
        this.owner = owner;
        requestMemory = new RequestMemory(name, memory);
    }

    /** The target's name. */
    public String name() {
        return name;
    }

    /** What holds for all controllers. */
    public TargetOptions options() {
        return options;
    }

    /** In whose name reactors send messages and run timers. */
    public Owner owner() {
        return owner;
    }

    /** The controllers of all reactors. */
    public ControllerDirectory directory() {
        return directory;
    }

    /** What its namespaces have moved. */
    public NamespaceHealth health() {
        return health;
    }

    /** Who serves admin commands of vendors. */
    public AdminHandlers adminHandlers() {
        return adminHandlers;
    }

    /** What has happened to a subsystem. */
    public PersistentEvents events(String subnqn) {
        return events.computeIfAbsent(subnqn, nqn -> new PersistentEvents(InstantSource.system()));
    }

    /** A subsystem is gone from one reactor: forgets it where it has no controllers left. */
    void forget(String subnqn) {
        directory.forget(subnqn);
        events.remove(subnqn);
    }

    /** Gives up the memory. Every {@link ReactorTarget} has acknowledged its stop before. */
    @Override
    public void close() {
        assert parts.isEmpty() : "reactors are left";
        requestMemory.close();
    }

    RequestMemory requestMemory() {
        return requestMemory;
    }

    void join(ReactorTarget part) {
        parts.add(part);
    }

    void leave(ReactorTarget part) {
        parts.remove(part);
    }

    /** The parts that work or stop, each of which its own reactor alone may touch. */
    public Collection<ReactorTarget> parts() {
        return parts;
    }

    /**
     * A reactor has swapped to a view. True for the last one: only then may a host hear of the
     * change, because what it does next may come in on any of them.
     */
    synchronized boolean swapped(SubsystemView view) {
        Deque<Swap> pending = swaps.computeIfAbsent(view.nqn(), nqn -> new ArrayDeque<>());
        Swap swap = find(pending, view);
        if (++swap.reactors < parts.size()) {
            return false;
        }
        // What was published before this view and did not get everywhere never will.
        while (pending.removeFirst() != swap) {
            continue;
        }
        if (pending.isEmpty()) {
            swaps.remove(view.nqn());
        }
        events(view.nqn()).see(view);
        return true;
    }

    @SuppressWarnings("ReferenceEquality")
    private static Swap find(Deque<Swap> pending, SubsystemView view) {
        for (Swap swap : pending) {
            if (swap.view == view) {
                return swap;
            }
        }
        var swap = new Swap(view);
        pending.add(swap);
        return swap;
    }
}
