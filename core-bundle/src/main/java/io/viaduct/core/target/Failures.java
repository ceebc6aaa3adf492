package io.viaduct.core.target;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;

/** Futures that nobody waits for still say when they fail. */
final class Failures {
    private static final Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    static void logged(CompletableFuture<Void> future, String what) {
        var unused =
                future.exceptionally(
                        e -> {
                            LOG.log(Level.ERROR, what + " failed", e);
                            return null;
                        });
    }
}
