package io.viaduct.linux.engine;

import static io.viaduct.linux.Errno.EAGAIN;
import static io.viaduct.linux.Errno.EBADF;
import static io.viaduct.linux.Errno.ECANCELED;
import static io.viaduct.linux.Errno.EINTR;

import io.viaduct.linux.Epoll;
import io.viaduct.linux.Errno;
import io.viaduct.linux.SystemCallException;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The engine over epoll(7), where the kernel gives no io_uring. An operation is tried in the next
 * run, and waits for an edge only when it cannot be done at once.
 */
final class EpollEngine extends TabledEngine {
    /** Results that one descriptor is served before the others have their turn. */
    private static final int CHANNEL_BUDGET = 4;

    private static final long WAKEUP = -1;
    private static final int CHANNELS_INITIAL = 64;

    private final LongSupplier clock;
    private final Epoll epoll;
    private final FileWorkers files;
    private final EpollTransfer transfer;
    private final TimerHeap timers;

    /** By descriptor. */
    private Channel[] channels = new Channel[CHANNELS_INITIAL];

    /** Those to serve, and those whose receive found no buffer, each in order. */
    private final ArrayDeque<Channel> ready = new ArrayDeque<>();

    private final ArrayDeque<Channel> starved = new ArrayDeque<>();

    EpollEngine(EngineOptions options, LongSupplier clock) throws SystemCallException {
        super(options);
        this.clock = clock;
        timers = new TimerHeap(options.operations());
        transfer = new EpollTransfer(buffers);
        Epoll opened = null;
        FileWorkers made = null;
        try {
            opened = Epoll.open(EVENTS_PER_RUN);
            made = new FileWorkers(options.operations(), wakeup);
            int result = opened.add(wakeup.descriptor(), Epoll.IN | Epoll.EDGE, WAKEUP);
            if (result < 0) {
                throw new SystemCallException("epoll_ctl", -result);
            }
        } catch (SystemCallException e) {
            if (opened != null) {
                opened.close();
            }
            if (made != null) {
                made.close();
            }
            transfer.close();
            wakeup.close();
            buffers.close();
            throw e;
        }
        epoll = opened;
        files = made;
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    boolean submit(Operation op) {
        if (op.descriptor < 0 && op.kind != OperationKind.TIMEOUT) {
            endLater(op, -EBADF);
            return true;
        }
        switch (op.kind) {
            case READ, WRITE, SYNC, ZERO -> {
                op.armed = true;
                files.give(op);
            }
            case TIMEOUT -> {
                op.deadlineNanos = clock.getAsLong() + op.offset;
                timers.add(op);
            }
            case ACCEPT, RECEIVE, RECEIVE_INTO -> enqueue(channel(op.descriptor), op, true);
            case SEND -> enqueue(channel(op.descriptor), op, false);
            case POLL -> {
                Channel channel = channel(op.descriptor);
                channel.polls.add(op);
                // Also where nothing new is to be watched: what holds already is told again.
                watch(channel, true);
            }
        }
        return true;
    }

    private void enqueue(Channel channel, Operation op, boolean in) {
        (in ? channel.in : channel.out).add(op);
        makeReady(channel);
    }

    private Channel channel(int descriptor) {
        if (descriptor >= channels.length) {
            int needed = Integer.highestOneBit(descriptor) << 1;
            channels = Arrays.copyOf(channels, needed);
        }
        Channel channel = channels[descriptor];
        if (channel == null) {
            channel = new Channel(descriptor);
            channels[descriptor] = channel;
        }
        return channel;
    }

    private void makeReady(Channel channel) {
        if (!channel.queued && channel.hasWork()) {
            channel.queued = true;
            ready.add(channel);
        }
    }

    @Override
    void abort(Operation op) {
        switch (op.kind) {
            // A worker that has begun it goes on to its end; one that has not sees the wish.
            case READ, WRITE, SYNC, ZERO -> {}
            case TIMEOUT -> {
                timers.remove(op);
                endLater(op, -ECANCELED);
            }
            case ACCEPT, RECEIVE, RECEIVE_INTO, SEND, POLL -> {
                detach(op);
                endLater(op, -ECANCELED);
            }
        }
    }

    /** Takes an operation off its descriptor, which is no longer watched after the last one. */
    private void detach(Operation op) {
        Channel channel = channels[op.descriptor];
        op.queue.remove(op);
        if (channel.isUnused()) {
            if (channel.watched != 0) {
                int ignored = epoll.remove(channel.descriptor);
            }
            channel.reset();
        }
    }

    @Override
    void reuse(int buffer) {
        transfer.put(buffer);
    }

    @Override
    void serve(long timeoutNanos) {
        collectFiles();
        feedStarved();
        serveReady();
        boolean idle = quiet() && ready.isEmpty();
        boolean hungry = !starved.isEmpty() && buffers.freeCount() > 0;
        if (withinBudget()) {
            await(idle && !hungry ? timeoutNanos : 0);
            expire();
            collectFiles();
            serveReady();
        }
    }

    private void await(long timeoutNanos) {
        long nanos = timeoutNanos;
        if (nanos != 0 && !timers.isEmpty()) {
            long left = Math.max(timers.first().deadlineNanos - clock.getAsLong(), 0);
            nanos = nanos < 0 ? left : Math.min(nanos, left);
        }
        boolean sleep = nanos != 0 && wakeup.sleep();
        int count = epoll.await(sleep ? nanos : 0);
        if (sleep) {
            wakeup.awake();
        }
        if (count < 0 && count != -EINTR) {
            throw new IllegalStateException("epoll_wait: " + Errno.name(-count));
        }
        for (int i = 0; i < count; i++) {
            long data = epoll.data(i);
            if (data != WAKEUP) {
                Channel channel = channels[(int) data];
                if (channel.data() == data) {
                    channel.told(epoll.events(i));
                    makeReady(channel);
                }
            }
        }
    }

    private void expire() {
        if (timers.isEmpty()) {
            return;
        }
        long now = clock.getAsLong();
        while (withinBudget() && !timers.isEmpty() && timers.first().deadlineNanos - now <= 0) {
            Operation op = timers.first();
            timers.remove(op);
            finish(op, 0);
        }
    }

    /** Their order is turned round twice: here, and by whoever put the latest on top. */
    private void collectFiles() {
        Operation latest = files.takeDone();
        Operation oldest = null;
        while (latest != null) {
            Operation op = latest;
            latest = op.next;
            op.next = oldest;
            oldest = op;
        }
        while (oldest != null) {
            Operation op = oldest;
            oldest = op.next;
            op.next = null;
            endLater(op, op.result);
        }
    }

    private void feedStarved() {
        for (int free = buffers.freeCount(); free > 0 && !starved.isEmpty(); free--) {
            Channel channel = starved.poll();
            channel.starved = false;
            makeReady(channel);
        }
    }

    private void serveReady() {
        // Those that are put back are for the next run.
        for (int left = ready.size(); left > 0 && withinBudget(); left--) {
            Channel channel = ready.poll();
            channel.queued = false;
            try {
                serveOne(channel);
            } finally {
                makeReady(channel);
            }
        }
    }

    private void serveOne(Channel channel) {
        if (channel.pollBits != 0) {
            servePolls(channel);
        }
        for (int i = 0; i < CHANNEL_BUDGET && channel.writable && !channel.out.isEmpty(); i++) {
            Operation op = channel.out.head();
            int result = transfer.send(op);
            if (result == -EAGAIN) {
                channel.writable = false;
                watch(channel, false);
            } else {
                end(op, result);
            }
        }
        for (int i = 0; i < CHANNEL_BUDGET && channel.canTake(); i++) {
            take(channel, channel.in.head());
        }
    }

    private void servePolls(Channel channel) {
        int bits = channel.pollBits;
        channel.pollBits = 0;
        Operation op = channel.polls.head();
        while (op != null) {
            Operation next = op.next;
            int told = bits & (op.flags | Epoll.ERROR | Epoll.HANG_UP);
            if (told != 0) {
                tell(op, told, NO_BUFFER);
                // Its handler may have ended the neighbour; then epoll tells the rest again.
                if (next != null && next.queue != channel.polls) {
                    watch(channel, true);
                    return;
                }
            }
            op = next;
        }
    }

    /** One result of the direction to here. */
    private void take(Channel channel, Operation op) {
        int buffer = NO_BUFFER;
        if (op.kind == OperationKind.RECEIVE) {
            buffer = transfer.takeBuffer();
            if (buffer < 0) {
                channel.starved = true;
                starved.add(channel);
                return;
            }
        }
        int result = transfer.take(op, buffer);
        boolean lends = result > 0 && buffer >= 0;
        if (buffer >= 0 && !lends) {
            transfer.put(buffer);
        }
        if (result == -EAGAIN) {
            channel.readable = false;
            watch(channel, false);
        } else if (lends) {
            buffers.lend(buffer);
            if (result < buffers.bytes() && !channel.hungUp) {
                // Less than there was room for: the stream is dry, and the next bytes make an edge.
                channel.readable = false;
                watch(channel, false);
            }
            tell(op, result, buffer);
        } else if (op.kind == OperationKind.ACCEPT && result >= 0) {
            tell(op, result, NO_BUFFER);
        } else if (op.kind != OperationKind.ACCEPT || !AcceptErrors.passing(result)) {
            end(op, result);
        }
    }

    private void end(Operation op, int result) {
        detach(op);
        finish(op, result);
    }

    /** Has epoll watch what the channel's operations wait for, and tell what holds if asked to. */
    private void watch(Channel channel, boolean tellAgain) {
        int wanted = channel.wanted();
        if (channel.isUnused() || (channel.watched == wanted && !tellAgain)) {
            return;
        }
        int result =
                channel.watched == 0
                        ? epoll.add(channel.descriptor, wanted, channel.data())
                        : epoll.modify(channel.descriptor, wanted, channel.data());
        if (result < 0) {
            refuse(channel, result);
        } else {
            channel.watched = wanted;
        }
    }

    /** What cannot be watched cannot be waited for. */
    private void refuse(Channel channel, int result) {
        refuse(channel.in, result);
        refuse(channel.out, result);
        refuse(channel.polls, result);
        channel.reset();
    }

    private void refuse(OperationQueue queue, int result) {
        while (!queue.isEmpty()) {
            endLater(queue.poll(), result);
        }
    }

    @Override
    void closeKernel() {
        epoll.close();
        files.close();
        transfer.close();
    }
}
