package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The passage from the startup phase, in which options are set, to the running platform. Control
 * strand.
 */
public final class Initialization {
    /** What is made with the options that are set by then. */
    @FunctionalInterface
    public interface Step {
        /** Makes it. A failure leaves the platform in its startup phase. */
        CompletionStage<Void> run() throws RpcException;
    }

    private final Strand strand;
    private final MethodRegistry registry;
    private final Step step;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private boolean begun;

    /** A passage that is still to come. */
    public Initialization(Strand strand, MethodRegistry registry, Step step) {
        this.strand = strand;
        this.registry = registry;
        this.step = step;
    }

    /** Initializes; the stage completes when the platform runs. */
    CompletionStage<Void> start() throws RpcException {
        if (begun) {
            throw new RpcException(RpcException.INTERNAL_ERROR, "Initialization is under way");
        }
        begun = true;
        try {
            return step.run().whenCompleteAsync(this::ended, strand);
        } catch (RpcException | RuntimeException e) {
            begun = false;
            throw e;
        }
    }

    private void ended(Void done, Throwable failure) {
        if (failure != null) {
            begun = false;
            return;
        }
        registry.state(RpcState.RUNTIME);
        running.complete(null);
    }

    /** Completes when the platform runs. */
    public CompletionStage<Void> running() {
        return running.minimalCompletionStage();
    }
}
