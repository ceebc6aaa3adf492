package io.viaduct.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long the end of a platform waits for its parts. Any thread that may wait. */
final class Closing {
    private static final Logger LOG = System.getLogger(Closing.class.getName());

    /** For connections and devices to drain. */
    private static final int PART_SECONDS = 20;

    private Closing() {}

    /** Waits for one part's end; what takes too long, or fails, is told and left behind. */
    static void await(String what, CompletableFuture<?> end) {
        try {
            end.get(PART_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "closing " + what + " takes too long; left behind");
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, "closing " + what + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
