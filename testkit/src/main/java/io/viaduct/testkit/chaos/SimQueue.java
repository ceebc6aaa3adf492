package io.viaduct.testkit.chaos;

import io.viaduct.api.memory.Native;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.testkit.host.HostCommand;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A queue pair over no wire: the host's half only sends messages to the reactor, the other half is
 * the transport. Data from the host comes with the command or, as after an R2T, in pieces later;
 * data to the host goes at once or in pieces, and its memory is kept until the last.
 */
final class SimQueue implements TransportQpair {
    /** Pieces of data end at such multiples, so that no block is moved by halves. */
    private static final int PIECE_BYTES = 4096;

    /** A slow piece takes up to this long. */
    private static final int PIECE_NANOS_MAX = 20_000_000;

    private final TransportContext context;
    private final Reactor reactor;
    private final boolean hostMemory;
    private final Random random;
    private final Map<Integer, SimCommand> outstanding = new LinkedHashMap<>();
    private final ArrayDeque<SimCommand> waiting = new ArrayDeque<>();
    private final Set<Request> held = new LinkedHashSet<>();
    private final List<Timer> timers = new ArrayList<>();
    private Runnable onEnd = () -> {};
    private Qpair qpair;
    private String why;
    private int nextCid;
    private boolean gone;

    SimQueue(
            TransportContext context,
            Reactor reactor,
            TransportId listener,
            TransportId peer,
            Random random) {
        this.context = context;
        this.reactor = reactor;
        this.random = random;
        hostMemory = random.nextInt(4) == 0;
        tell(() -> qpair = context.open(reactor, listener, peer, this, hostMemory));
    }

    // The host's half.

    SimCommand send(HostCommand command) {
        SimCommand item = new SimCommand(command, nextCid);
        nextCid = (nextCid + 1) & 0xffff;
        outstanding.put(item.cid(), item);
        if (gone) {
            item.cut();
        } else {
            tell(() -> arrive(item));
        }
        return item;
    }

    /** Called when the connection has ended, whoever has ended it. */
    void onEnd(Runnable hears) {
        onEnd = hears;
    }

    /** Commands that have not ended. */
    int outstanding() {
        return outstanding.size();
    }

    /** Why the target has ended the connection; null where the host has. */
    String endedBy() {
        return why;
    }

    boolean gone() {
        return gone;
    }

    /** The host goes without a word. */
    void cut() {
        tell(this::end);
    }

    // A reactor that takes no messages has stopped, and its connections with it.
    private void tell(Runnable message) {
        if (!reactor.send(context.owner(), message)) {
            throw new IllegalStateException("reactor " + reactor.index() + " takes no messages");
        }
    }

    // The transport.

    private void arrive(SimCommand item) {
        if (gone) {
            item.cut();
            return;
        }
        Request request = qpair.request(item);
        if (request == null) {
            waiting.add(item);
            return;
        }
        item.request(request);
        held.add(request);
        Native.copy(item.entry(), request.sqe(), SimCommand.ENTRY_LENGTH);
        go(item, request.begin(hostMemory ? -1 : item.length()));
    }

    private void go(SimCommand item, int next) {
        Request request = item.request();
        switch (next) {
            case Request.WAIT -> held.remove(request);
            case Request.RESOLVE -> {
                request.data().add(item.memory(), request.dataLength());
                execute(request);
            }
            case Request.RECEIVE -> {
                boolean inCapsule = item.sent() <= qpair.inCapsuleDataMax() && random.nextBoolean();
                if (inCapsule || qpair.qid() < 1) {
                    item.give(request.data(), 0, request.dataLength());
                    execute(request);
                } else {
                    later(() -> receive(item, 0));
                }
            }
            default -> execute(request);
        }
    }

    private void receive(SimCommand item, int from) {
        Request request = item.request();
        int bytes = Math.min(PIECE_BYTES, request.dataLength() - from);
        item.give(request.data(), from, bytes);
        if (from + bytes < request.dataLength()) {
            later(() -> receive(item, from + bytes));
        } else {
            execute(request);
        }
    }

    private void execute(Request request) {
        held.remove(request);
        request.execute();
    }

    @Override
    public void onAdmitted(Request request) {
        if (gone) {
            // It has been given what another one has just given up.
            request.free();
            return;
        }
        held.add(request);
        go((SimCommand) request.attachment(), request.next());
    }

    @Override
    public void onComplete(Request request) {
        SimCommand item = (SimCommand) request.attachment();
        if (gone) {
            request.free();
            return;
        }
        held.add(request);
        boolean slow = request.toHost() && random.nextInt(4) == 0;
        if (slow) {
            later(() -> send(item, 0));
        } else {
            if (request.toHost()) {
                item.take(request.data(), 0, request.dataLength());
            }
            finish(item);
        }
    }

    private void send(SimCommand item, int from) {
        Request request = item.request();
        int bytes = Math.min(PIECE_BYTES, request.dataLength() - from);
        item.take(request.data(), from, bytes);
        if (from + bytes < request.dataLength()) {
            later(() -> send(item, from + bytes));
        } else {
            finish(item);
        }
    }

    private void finish(SimCommand item) {
        Request request = item.request();
        outstanding.remove(item.cid());
        held.remove(request);
        item.complete(request.cqe());
        request.free();
        SimCommand next = waiting.poll();
        if (next != null) {
            arrive(next);
        }
    }

    private void later(Runnable task) {
        Timer[] timer = new Timer[1];
        timer[0] =
                reactor.timer(
                        context.owner(),
                        () -> {
                            timers.remove(timer[0]);
                            timer[0].close();
                            task.run();
                        });
        timers.add(timer[0]);
        timer[0].arm(random.nextBoolean() ? 0 : random.nextInt(PIECE_NANOS_MAX));
    }

    @Override
    public void disconnect(String reason) {
        why = reason;
        reactor.atEndOfCycle(this::end);
    }

    private void end() {
        if (gone) {
            return;
        }
        gone = true;
        timers.forEach(Timer::close);
        timers.clear();
        List.copyOf(held).forEach(Request::free);
        held.clear();
        waiting.clear();
        qpair.disconnected();
        onEnd.run();
        List.copyOf(outstanding.values()).forEach(SimCommand::cut);
        outstanding.clear();
    }
}
