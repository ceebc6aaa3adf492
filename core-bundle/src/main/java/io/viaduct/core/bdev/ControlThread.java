package io.viaduct.core.bdev;

import io.viaduct.api.rpc.RpcException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The control strand as the devices' callers reach it: at once when they are on it, otherwise by
 * enqueueing and waiting.
 */
final class ControlThread implements Executor {
    /** What may fail with an answer for the caller. */
    @FunctionalInterface
    interface Question<T> {
        T answer() throws RpcException;
    }

    private final Executor strand;
    private final BooleanSupplier current;
    private final Patience patience;

    ControlThread(Executor strand, BooleanSupplier current, Patience patience) {
        this.strand = strand;
        this.current = current;
        this.patience = patience;
    }

    boolean isCurrent() {
        return current.getAsBoolean();
    }

    @Override
    public void execute(Runnable task) {
        strand.execute(task);
    }

    /** Puts a question on the strand and waits for the answer. */
    <T> T call(Question<T> question) throws RpcException {
        if (isCurrent()) {
            return question.answer();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        strand.execute(
                () -> {
                    try {
                        answer.complete(question.answer());
                    } catch (RpcException | RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            return patience.join(answer);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RpcException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /** As {@link #call}, where nothing can be refused. */
    <T> T get(Supplier<T> question) {
        return isCurrent()
                ? question.get()
                : patience.join(CompletableFuture.supplyAsync(question, strand));
    }

    /** Runs a task on the strand and waits for it. */
    void run(Runnable task) {
        if (isCurrent()) {
            task.run();
        } else {
            patience.join(CompletableFuture.runAsync(task, strand));
        }
    }

    /** Runs a task on the strand: now, or when its turn comes. */
    void enter(Runnable task) {
        if (isCurrent()) {
            task.run();
        } else {
            strand.execute(task);
        }
    }

    /** Waits for the end of a use; false when it is overdue. */
    boolean await(CompletableFuture<Void> end) {
        return patience.await(end);
    }
}
