package io.viaduct.launcher;

import org.osgi.framework.BundleException;

/** The end of the process, whether by signal or of its own: the platform stops in order first. */
final class Stop implements Runnable {
    /** Devices have {@code hold} and drain deadlines of seconds; a host gives up after more. */
    private static final long DEADLINE_MS = 30_000;

    private static final System.Logger LOG = System.getLogger(Stop.class.getName());

    private final Platform platform;
    private boolean begun;
    private boolean failed;

    Stop(Platform platform) {
        this.platform = platform;
    }

    /**
     * The process is to end with status 1, unless it is ending already: what fails then, fails
     * because of that. Returns whether it failed.
     */
    synchronized boolean fail() {
        failed = failed || !begun;
        return failed;
    }

    private synchronized void begin() {
        begun = true;
    }

    private synchronized int status() {
        return failed ? 1 : 0;
    }

    private synchronized void overrun() {
        failed = true;
    }

    // Halts, because the JVM gives a process that got a signal the signal's status, and a stop on
    // request is no failure.
    @Override
    public void run() {
        begin();
        try {
            if (!platform.stop(DEADLINE_MS)) {
                Console.error("viaduct: not everything stopped within " + DEADLINE_MS + " ms");
                overrun();
            }
        } catch (BundleException | InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "the framework did not stop", e);
            overrun();
        }
        Runtime.getRuntime().halt(status());
    }
}
