package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;

/**
 * A place in a crossing: the I/O that the module gets to see, in the stead of the one that was
 * submitted, which stays on its reactor. Belongs to whichever thread has it.
 */
final class CrossingIo implements BdevIo.Completion {
    private final SideChannel far;
    private final BdevIo copy = new BdevIo(this);
    private BdevIo original;
    private boolean faulty;

    CrossingIo(SideChannel far) {
        this.far = far;
    }

    /** Takes an I/O along. What could lend cannot from here: nobody would take it back in order. */
    void load(BdevIo io) {
        original = io;
        faulty = false;
        copy.prepareAs(io);
    }

    /** What the module gets. */
    BdevIo copy() {
        return copy;
    }

    /** The module has kept it: the far end hears of its completion. */
    void kept() {
        copy.kept(this);
    }

    @Override
    public void completed(BdevIo io) {
        far.finished(this);
    }

    /** The module has thrown instead of an answer. */
    void faulty(int status) {
        copy.status(status);
        faulty = true;
    }

    boolean isFaulty() {
        return faulty;
    }

    int status() {
        return copy.status();
    }

    /** Gives up what it took along. */
    BdevIo unload() {
        BdevIo io = original;
        original = null;
        io.compared(copy.compared());
        copy.metadata(null).channelState(null);
        return io;
    }
}
