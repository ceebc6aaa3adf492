package io.viaduct.core.plugin;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** Has the framework thread do something, and waits for it. Plug-ins' thread. */
final class FrameworkCalls {
    private final Executor frameworkThread;

    FrameworkCalls(Executor frameworkThread) {
        this.frameworkThread = frameworkThread;
    }

    /** The answer; whatever else than a refusal is thrown there is an illegal state here. */
    <T> T call(Callable<T> task) throws PluginException, InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        frameworkThread.execute(() -> answer(task, answer));
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PluginException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** As {@link #call}, for what answers nothing and refuses nothing. */
    void run(Runnable task) throws InterruptedException {
        try {
            call(
                    () -> {
                        task.run();
                        return null;
                    });
        } catch (PluginException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> void answer(Callable<T> task, CompletableFuture<T> answer) {
        try {
            answer.complete(task.call());
        } catch (Exception | Error e) {
            answer.completeExceptionally(e);
        }
    }
}
