package io.viaduct.linux.engine;

import static io.viaduct.linux.Errno.EAGAIN;

import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.linux.Files;
import io.viaduct.linux.SystemCallException;

/**
 * What both engines have in common: the table of operations, the accounts of owners, and the order
 * in which handlers are told. The state is in order before a handler is called, so that it may do
 * anything, and may fail.
 */
abstract class TabledEngine implements KernelEngine {
    /**
     * Events that one {@link #run} gives to handlers, so that the reactor's other work has its
     * turn.
     */
    static final int EVENTS_PER_RUN = 256;

    private static final int SEGMENTS_MAX = 1024;
    private static final int CLOSE_ROUNDS = 500;
    private static final long CLOSE_ROUND_NANOS = 10_000_000;
    private static final System.Logger LOG = System.getLogger(TabledEngine.class.getName());

    final OperationTable table;
    final OwnerLedger owners = new OwnerLedger();
    final LentBuffers buffers;
    final Wakeup wakeup;

    /** Operations whose last event is due, with its result in them. */
    private final OperationQueue ended = new OperationQueue();

    private final Thread thread = Thread.currentThread();
    private EventDelivery delivery = EventDelivery.DIRECT;
    private int events;
    private boolean closing;

    TabledEngine(EngineOptions options) throws SystemCallException {
        table = new OperationTable(options.operations());
        buffers = new LentBuffers(options);
        try {
            wakeup = new Wakeup();
        } catch (SystemCallException e) {
            buffers.close();
            throw e;
        }
    }

    /** Starts what the operation says. False when there is no room for it now. */
    abstract boolean submit(Operation op);

    /** Makes an operation end that was not cancelled before and has not ended. */
    abstract void abort(Operation op);

    /** Serves what waits to be served, waiting for it up to {@code timeoutNanos}. */
    abstract void serve(long timeoutNanos);

    /** Lends a buffer again that was lent. */
    abstract void reuse(int buffer);

    /** Frees what is the engine's own. */
    abstract void closeKernel();

    @Override
    public final long accept(Owner owner, int descriptor, EngineHandler handler, long context) {
        Operation op = take(OperationKind.ACCEPT, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op);
    }

    @Override
    public final long receive(Owner owner, int descriptor, EngineHandler handler, long context) {
        Operation op = take(OperationKind.RECEIVE, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op);
    }

    @Override
    public final long receiveInto(
            Owner owner,
            int descriptor,
            long address,
            int length,
            EngineHandler handler,
            long context) {
        assert length > 0 : "nothing to receive into";
        Operation op = take(OperationKind.RECEIVE_INTO, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op, address, length, 0, 0);
    }

    @Override
    public final long send(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            EngineHandler handler,
            long context) {
        assert count > 0 && count <= SEGMENTS_MAX : "count";
        Operation op = take(OperationKind.SEND, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op, iovec, count, 0, 0);
    }

    @Override
    public final long read(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            long offset,
            EngineHandler handler,
            long context) {
        assert count > 0 && count <= SEGMENTS_MAX : "count";
        Operation op = take(OperationKind.READ, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op, iovec, count, offset, 0);
    }

    @Override
    public final long write(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            long offset,
            boolean durable,
            EngineHandler handler,
            long context) {
        assert count > 0 && count <= SEGMENTS_MAX : "count";
        Operation op = take(OperationKind.WRITE, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op, iovec, count, offset, durable ? 1 : 0);
    }

    @Override
    public final long sync(
            Owner owner, int descriptor, boolean dataOnly, EngineHandler handler, long context) {
        Operation op = take(OperationKind.SYNC, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op, 0, 0, 0, dataOnly ? 1 : 0);
    }

    @Override
    public final long zero(
            Owner owner,
            int descriptor,
            long offset,
            long length,
            boolean deallocate,
            EngineHandler handler,
            long context) {
        assert length > 0 : "nothing to zero";
        Operation op = take(OperationKind.ZERO, owner, descriptor, handler, context);
        int mode = Files.KEEP_SIZE | (deallocate ? Files.PUNCH_HOLE : Files.ZERO_RANGE);
        return op == null ? -EAGAIN : start(op, length, 0, offset, mode);
    }

    @Override
    public final long poll(
            Owner owner, int descriptor, int pollEvents, EngineHandler handler, long context) {
        Operation op = take(OperationKind.POLL, owner, descriptor, handler, context);
        return op == null ? -EAGAIN : start(op, 0, 0, 0, pollEvents);
    }

    @Override
    public final long timeout(Owner owner, long nanos, EngineHandler handler, long context) {
        Operation op = take(OperationKind.TIMEOUT, owner, -1, handler, context);
        return op == null ? -EAGAIN : start(op, 0, 0, Math.max(nanos, 0), 0);
    }

    private Operation take(
            OperationKind kind, Owner owner, int descriptor, EngineHandler handler, long context) {
        assert Thread.currentThread() == thread : "an engine belongs to one thread";
        Operation op = closing ? null : table.take();
        if (op != null) {
            op.kind = kind;
            op.account = owners.account(owner);
            op.account.inFlight++;
            op.handler = handler;
            op.context = context;
            op.descriptor = descriptor;
        }
        return op;
    }

    private long start(Operation op, long address, int length, long offset, int flags) {
        op.address = address;
        op.length = length;
        op.offset = offset;
        op.flags = flags;
        return start(op);
    }

    private long start(Operation op) {
        if (!submit(op)) {
            op.account.inFlight--;
            table.free(op);
            return -EAGAIN;
        }
        if (op.account.draining()) {
            cancel(op);
        }
        return op.token();
    }

    @Override
    public final void cancel(long token) {
        assert Thread.currentThread() == thread : "an engine belongs to one thread";
        Operation op = table.find(token);
        if (op != null) {
            cancel(op);
        }
    }

    private void cancel(Operation op) {
        if (!op.cancelled && !op.ended) {
            op.cancelled = true;
            abort(op);
        }
    }

    @Override
    public final int inFlight(Owner owner) {
        return owners.inFlight(owner);
    }

    @Override
    public final int inFlight() {
        return table.inUse();
    }

    @Override
    public final void drain(Owner owner, Runnable done) {
        assert Thread.currentThread() == thread : "an engine belongs to one thread";
        OwnerAccount account = owners.account(owner);
        owners.drain(account, done);
        cancelAll(account);
    }

    /** Of one account, or of all where it is null. */
    private void cancelAll(OwnerAccount account) {
        for (int i = 0; i < table.capacity(); i++) {
            Operation op = table.at(i);
            if (op.handler != null && (account == null || op.account == account)) {
                cancel(op);
            }
        }
    }

    @Override
    public final long lentAddress(int buffer) {
        return buffers.address(buffer);
    }

    @Override
    public final void release(int buffer) {
        buffers.takeBack(buffer);
        // Afterwards there is nobody to lend to, and no ring to write to.
        if (!closing) {
            reuse(buffer);
        }
    }

    @Override
    public final void wakeup() {
        wakeup.call();
    }

    @Override
    public final int run(long timeoutNanos, EventDelivery how) {
        assert Thread.currentThread() == thread : "an engine belongs to one thread";
        delivery = how;
        events = 0;
        deliverEnded();
        serve(quiet() && !owners.drained() ? timeoutNanos : 0);
        deliverEnded();
        owners.runDrained();
        return events;
    }

    /** Whether this run may call handlers for further events. */
    final boolean withinBudget() {
        return events < EVENTS_PER_RUN;
    }

    /** Whether this run has told handlers of nothing, and has nothing to tell. */
    final boolean quiet() {
        return events == 0 && ended.isEmpty();
    }

    private void deliverEnded() {
        // Those that handlers add here meanwhile are for the next run.
        for (int left = ended.size(); left > 0; left--) {
            Operation op = ended.poll();
            finish(op, op.result);
        }
    }

    /** Has the last event delivered by the loop. */
    final void endLater(Operation op, int result) {
        assert !op.ended : "ended twice";
        op.ended = true;
        op.result = result;
        ended.add(op);
    }

    /** Tells of a result after which the operation goes on. */
    final void tell(Operation op, int result, int buffer) {
        events++;
        delivery.deliver(
                op.account.owner, op.handler, op.context, op.kind.event, result, buffer, false);
    }

    /** Tells of the last result. The operation is free, and its handler forgotten, before it is. */
    final void finish(Operation op, int result) {
        if (op.kind == OperationKind.SEND) {
            op.ended = true;
            try {
                tell(op, result, NO_BUFFER);
            } finally {
                last(op, RELEASED, 0);
            }
        } else {
            last(op, op.kind.event, result);
        }
    }

    private void last(Operation op, int event, int result) {
        EngineHandler handler = op.handler;
        long context = op.context;
        Owner owner = op.account.owner;
        op.account.inFlight--;
        table.free(op);
        events++;
        delivery.deliver(owner, handler, context, event, result, NO_BUFFER, true);
    }

    @Override
    public final void close() {
        if (closing) {
            return;
        }
        closing = true;
        cancelAll(null);
        for (int i = 0; i < CLOSE_ROUNDS && table.inUse() > 0; i++) {
            try {
                int ignored = run(CLOSE_ROUND_NANOS);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a handler failed while its engine closed", e);
            }
        }
        owners.runDrained();
        closeKernel();
        wakeup.close();
        if (table.inUse() == 0) {
            buffers.close();
        } else {
            // The kernel may still write there: the memory is given up, not back.
            LOG.log(
                    System.Logger.Level.ERROR,
                    "{0} operations did not end; their memory stays mapped",
                    table.inUse());
        }
    }
}
