package io.viaduct.core.bdev;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a close waits for what a device still holds. A test turns its reactors meanwhile. */
@FunctionalInterface
public interface Patience {
    /** How long a close waits, as the drain deadline says. */
    int DRAIN_SECONDS = 4;

    /** Waits up to the drain deadline. */
    Patience UNTIL_DEADLINE = Patience::awaitDeadline;

    /** Waits for {@code end}; false when it is overdue, and the caller goes on without it. */
    boolean await(CompletableFuture<Void> end);

    /** Waits for an answer that the control strand owes. */
    default <T> T join(CompletableFuture<T> answer) {
        return answer.join();
    }

    private static boolean awaitDeadline(CompletableFuture<Void> end) {
        try {
            end.get(DRAIN_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
