package io.viaduct.core.reactor;

/** A side reactor with its thread. */
final class SideThread implements SideReactor {
    private final CoreReactor reactor;
    private final ReactorThread thread;

    SideThread(CoreReactor reactor, ReactorThread thread) {
        this.reactor = reactor;
        this.thread = thread;
    }

    @Override
    public CoreReactor reactor() {
        return reactor;
    }

    @Override
    public void interrupt() {
        thread.interrupt();
    }

    @Override
    public void close() {
        thread.end();
    }
}
