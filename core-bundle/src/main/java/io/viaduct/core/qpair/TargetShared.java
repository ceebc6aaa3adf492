package io.viaduct.core.qpair;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import java.io.IOException;

/**
 * What the reactors of a target share: its options, its controllers, the memory of its requests.
 * Made and closed by a control thread; used by any reactor in between.
 */
public final class TargetShared implements AutoCloseable {
    private final String name;
    private final TargetOptions options;
    private final Owner owner;

    /**
     * A target without controllers.
     *
     * @param name the target's name
     * @param options in force until it is closed
     * @param owner in whose name reactors send messages and run timers
     * @param memory where the region of the requests comes from; may block
     * @throws IOException when the region cannot be had
     */
    public TargetShared(String name, TargetOptions options, Owner owner, Memory memory)
            throws IOException {
        this.name = name;
        this.options = options;
        this.owner = owner;
        assert memory != null;
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

    /** Gives up the memory. Every {@link ReactorTarget} has acknowledged its stop before. */
    @Override
    public void close() {}
}
