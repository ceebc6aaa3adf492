package io.viaduct.launcher;

import org.osgi.framework.BundleException;

/** The end of the process, whether by signal or of its own: the platform stops in order first. */
final class Stop implements Runnable {
    /** Devices have {@code hold} and drain deadlines of seconds; a host gives up after more. */
    private static final long DEADLINE_MS = 30_000;

    private static final System.Logger LOG = System.getLogger(Stop.class.getName());

    private final Platform platform;
    private volatile boolean failed;

    Stop(Platform platform) {
        this.platform = platform;
    }

    /** The process is to end with status 1. */
    void failed() {
        failed = true;
    }

    // Halts, because the JVM gives a process that got a signal the signal's status, and a stop on
    // request is no failure.
    @Override
    public void run() {
        try {
            if (!platform.stop(DEADLINE_MS)) {
                Console.error("viaduct: not everything stopped within " + DEADLINE_MS + " ms");
                failed = true;
            }
        } catch (BundleException | InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "the framework did not stop", e);
            failed = true;
        }
        Runtime.getRuntime().halt(failed ? 1 : 0);
    }
}
