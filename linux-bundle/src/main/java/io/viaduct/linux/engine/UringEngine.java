package io.viaduct.linux.engine;

import static io.viaduct.linux.Errno.EAGAIN;
import static io.viaduct.linux.Errno.EBUSY;
import static io.viaduct.linux.Errno.ECANCELED;
import static io.viaduct.linux.Errno.EINTR;
import static io.viaduct.linux.Errno.ENOBUFS;
import static io.viaduct.linux.Errno.ETIME;

import io.viaduct.linux.Cqe;
import io.viaduct.linux.Epoll;
import io.viaduct.linux.Errno;
import io.viaduct.linux.IoUring;
import io.viaduct.linux.SystemCallException;

/**
 * The engine over io_uring(7). A completion's user data is the operation's token.
 *
 * <p>A multishot operation that the kernel has ended without an error is armed again. One that
 * found no buffer waits in {@link #starved} until there is one.
 */
final class UringEngine extends TabledEngine {
    private static final int SUBMISSIONS_MAX = 512;

    /** The kernel's limit. Beyond what fits, it keeps completions aside and ends multishots. */
    private static final int COMPLETIONS_MAX = 1 << 16;

    private static final int COMPLETIONS_PER_OPERATION = 2;

    /** The user data of the watch on {@link Wakeup}; no token is negative. */
    private static final long WAKEUP = -1;

    /** Starved receives that one run arms again. */
    private static final int REARM_BUDGET = 32;

    private final IoUring ring;
    private final Submissions submissions;
    private final BufferRing freeBuffers;

    /** Receives that found no buffer, in the order in which they did. */
    private final OperationQueue starved = new OperationQueue();

    /** Multishots for which there was no entry when they had to be armed again. */
    private final OperationQueue unarmed = new OperationQueue();

    /** Operations to cancel for which there was no entry. */
    private int cancelsOwed;

    private boolean watchingWakeup;

    UringEngine(EngineOptions options) throws SystemCallException {
        super(options);
        int completions = options.operations() * COMPLETIONS_PER_OPERATION + options.lentBuffers();
        int queue = Math.min(options.operations(), SUBMISSIONS_MAX);
        IoUring opened = null;
        Submissions made = null;
        try {
            opened = IoUring.open(queue, Math.min(completions, COMPLETIONS_MAX));
            made = new Submissions(opened, options.operations());
            freeBuffers = new BufferRing(opened, buffers);
        } catch (SystemCallException e) {
            if (opened != null) {
                opened.close();
            }
            if (made != null) {
                made.close();
            }
            wakeup.close();
            buffers.close();
            throw e;
        }
        ring = opened;
        submissions = made;
    }

    @Override
    public String name() {
        return "uring";
    }

    @Override
    boolean submit(Operation op) {
        return submissions.add(op);
    }

    @Override
    void abort(Operation op) {
        if (op.armed) {
            if (!submissions.addCancel(op.token())) {
                cancelsOwed++;
            }
        } else if (op.queue != null) {
            op.queue.remove(op);
            endLater(op, -ECANCELED);
        }
        // Else its handler is being told of a result, after which it is looked at again.
    }

    @Override
    void reuse(int buffer) {
        freeBuffers.put(buffer);
    }

    @Override
    void serve(long timeoutNanos) {
        rearm();
        boolean sleep = timeoutNanos != 0 && ring.completion() == 0 && !pressed();
        if (sleep && wakeup.sleep()) {
            enter(timeoutNanos);
            wakeup.awake();
        } else if (ring.queued() > 0 || ring.wantsEnter()) {
            enter(0);
        }
        while (withinBudget()) {
            long cqe = ring.completion();
            if (cqe == 0) {
                break;
            }
            long userData = Cqe.userData(cqe);
            int result = Cqe.result(cqe);
            int flags = Cqe.flags(cqe);
            ring.consume();
            complete(userData, result, flags);
        }
    }

    /** Whether there is work left that no completion will tell of. */
    private boolean pressed() {
        return !watchingWakeup
                || !unarmed.isEmpty()
                || cancelsOwed > 0
                || (!starved.isEmpty() && buffers.freeCount() > 0);
    }

    private void enter(long nanos) {
        int result = ring.enter(nanos);
        if (result < 0) {
            switch (-result) {
                // EAGAIN and EBUSY: memory or completions first; what is queued is tried again.
                case EINTR, EAGAIN, EBUSY -> {}
                default ->
                        throw new IllegalStateException("io_uring_enter: " + Errno.name(-result));
            }
        }
    }

    private void rearm() {
        if (!watchingWakeup) {
            watchingWakeup = submissions.addPoll(wakeup.descriptor(), Epoll.IN, WAKEUP);
        }
        for (int left = unarmed.size(); left > 0; left--) {
            arm(unarmed.poll());
        }
        int budget = Math.min(REARM_BUDGET, starved.size());
        while (budget-- > 0 && buffers.freeCount() > 0) {
            arm(starved.poll());
        }
        if (cancelsOwed > 0) {
            cancelOwed();
        }
    }

    private void arm(Operation op) {
        if (!submissions.add(op)) {
            unarmed.add(op);
        }
    }

    /** Cancels whatever is to be cancelled; a second cancel of the same does no harm. */
    private void cancelOwed() {
        cancelsOwed = 0;
        for (int i = 0; i < table.capacity(); i++) {
            Operation op = table.at(i);
            boolean owed = op.cancelled && op.armed && !op.ended;
            if (owed && !submissions.addCancel(op.token())) {
                cancelsOwed++;
                return;
            }
        }
    }

    private void complete(long userData, int result, int flags) {
        if (userData == WAKEUP) {
            watchingWakeup = Cqe.more(flags);
            return;
        }
        Operation op = table.find(userData);
        if (op == null) {
            assert userData == Submissions.NOBODY : "a completion of a dead operation";
            return;
        }
        op.armed = Cqe.more(flags);
        switch (op.kind) {
            case RECEIVE -> received(op, result, Cqe.buffer(flags));
            case ACCEPT, POLL -> happened(op, result);
            case TIMEOUT -> finish(op, result == -ETIME ? 0 : result);
            case RECEIVE_INTO, SEND, READ, WRITE, SYNC, ZERO -> finish(op, result);
        }
    }

    private void received(Operation op, int result, int buffer) {
        if (result > 0) {
            buffers.lend(buffer);
            try {
                tell(op, result, buffer);
            } finally {
                goOn(op);
            }
            return;
        }
        if (buffer >= 0) {
            freeBuffers.put(buffer);
        }
        if (op.armed) {
            return;
        }
        if (result != -ENOBUFS) {
            finish(op, result);
        } else if (op.cancelled) {
            finish(op, -ECANCELED);
        } else {
            starved.add(op);
        }
    }

    private void happened(Operation op, int result) {
        if (result >= 0) {
            try {
                tell(op, result, NO_BUFFER);
            } finally {
                goOn(op);
            }
        } else if (op.kind == OperationKind.ACCEPT && AcceptErrors.passing(result)) {
            goOn(op);
        } else {
            finish(op, result);
        }
    }

    /** After a result of a multishot: it stays armed, or is armed again, or ends. */
    private void goOn(Operation op) {
        if (op.armed) {
            return;
        }
        if (op.cancelled) {
            endLater(op, -ECANCELED);
        } else {
            arm(op);
        }
    }

    @Override
    void closeKernel() {
        ring.close();
        submissions.close();
        freeBuffers.close();
    }
}
