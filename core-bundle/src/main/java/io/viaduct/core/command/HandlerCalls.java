package io.viaduct.core.command;

import io.viaduct.api.admin.AdminCall;
import io.viaduct.api.admin.AdminCommandHandler;
import io.viaduct.api.admin.AdminReply;
import io.viaduct.api.nvme.Status;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The commands that one handler executes, each on a thread of its own, and the end of that. Any
 * thread.
 */
final class HandlerCalls {
    private static final Logger LOG = System.getLogger(HandlerCalls.class.getName());

    /** Commands at a time: more are asked to come again. */
    static final int CALLS_MAX = 16;

    /** How long a handler may take for a command. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final AdminReply COME_AGAIN = AdminReply.failed(Status.COMMAND_INTERRUPTED);
    private static final AdminReply FAULTY =
            AdminReply.failed(Status.withDnr(Status.INTERNAL_DEVICE_ERROR));

    private final AdminCommandHandler handler;
    private final Set<Integer> opcodes;
    private final Set<Running> running = new HashSet<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private boolean closed;
    private boolean faulty;

    /** A command that is executed. Whoever takes the reply tells the host. */
    private static final class Running {
        private final AdminCall call;
        private Consumer<AdminReply> reply;
        private Thread thread;

        private Running(AdminCall call, Consumer<AdminReply> reply) {
            this.call = call;
            this.reply = reply;
        }

        private synchronized void answer(AdminReply with) {
            if (reply != null) {
                Consumer<AdminReply> once = reply;
                reply = null;
                once.accept(with);
            }
        }
    }

    HandlerCalls(AdminCommandHandler handler, Set<Integer> opcodes) {
        this.handler = handler;
        this.opcodes = Set.copyOf(opcodes);
    }

    Set<Integer> opcodes() {
        return opcodes;
    }

    void begin(AdminCall call, Consumer<AdminReply> reply) {
        var one = new Running(call, reply);
        synchronized (this) {
            if (!closed && running.size() < CALLS_MAX) {
                running.add(one);
                one.thread = Thread.ofVirtual().name("admin command").unstarted(() -> run(one));
                one.thread.start();
                Thread.ofVirtual().name("admin command's end").start(() -> watch(one));
                return;
            }
        }
        one.answer(COME_AGAIN);
    }

    private void run(Running one) {
        AdminReply reply;
        try {
            AdminReply made = handler.execute(one.call);
            reply = made.data().length <= one.call.room() ? made : FAULTY;
        } catch (Exception | LinkageError e) {
            report(e);
            reply = FAULTY;
        }
        one.answer(reply);
        ended(one);
    }

    /** A handler that is stuck keeps its thread, not the host's command. */
    private void watch(Running one) {
        try {
            if (!one.thread.join(LIMIT)) {
                one.answer(FAULTY);
                one.thread.interrupt();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** The first fault is told; a host could ask for any number of them. */
    private synchronized void report(Throwable fault) {
        if (!faulty && !closed) {
            faulty = true;
            LOG.log(
                    Level.WARNING,
                    handler.getClass().getName() + " failed an admin command",
                    fault);
        }
    }

    private synchronized void ended(Running one) {
        running.remove(one);
        if (closed && running.isEmpty()) {
            idle.complete(null);
        }
    }

    /** Ends all commands, and takes no more; done when none is executed. */
    CompletableFuture<Void> close() {
        List<Running> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running);
            if (left.isEmpty()) {
                idle.complete(null);
            }
        }
        for (Running one : left) {
            one.answer(COME_AGAIN);
            one.thread.interrupt();
        }
        return idle;
    }
}
