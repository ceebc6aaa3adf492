package io.viaduct.core.control;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where all control happens, one task at a time in the order of arrival: a thread of its own, or
 * one that a test turns. Any thread may enqueue.
 */
public interface Strand extends Executor {
    /** Whether the caller runs on it. */
    boolean isCurrent();

    /** Enqueues a question. The future fails with what it throws, or when the strand is closed. */
    default <T> CompletableFuture<T> submit(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            execute(
                    () -> {
                        try {
                            answer.complete(question.call());
                        } catch (Exception | Error e) {
                            answer.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }
}
