package io.viaduct.core.reactor;

/**
 * A reactor of one owner alone, beside those that serve everybody: what blocks there holds up
 * nobody else. Any thread.
 */
public interface SideReactor {
    /** The reactor, which has an engine and timers, and no buffers. */
    CoreReactor reactor();

    /** Ends a wait in the owner's code, where that heeds an interrupt. */
    void interrupt();

    /**
     * Ends it after the messages it has accepted; a thread that is stuck ends when it comes back.
     */
    void close();
}
