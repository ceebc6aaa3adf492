package io.viaduct.testkit.chaos;

import io.viaduct.core.target.TargetBase;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostResponse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A host with one controller, driven by answers alone: it connects, enables the controller, listens
 * for events, reads what has changed, and opens its I/O queues.
 */
final class SimHost {
    /** Entries of an I/O queue. */
    static final int DEPTH = 16;

    private static final int ADMIN_DEPTH = 32;
    private static final int CC = 0x14;
    private static final int CC_ENABLE = 0x00460001;
    private static final int CC_DISABLE = 0x00460000;
    private static final int CSTS = 0x1c;
    private static final int ASYNC_EVENT_REQUEST = 0x0c;
    private static final int ABORT = 0x08;
    private static final int CHANGED_NAMESPACES = 0x04;
    private static final int PAGE = 4096;
    private static final int POLL_MS = 1;

    /** How a host stands. */
    enum State {
        DOWN,
        CONNECTING,
        UP,
        RESETTING
    }

    private final String name;
    private final SimTransport net;
    private final TargetBase.Delay delay;
    private final String subnqn;
    private final int queueCount;
    private final Consumer<String> log;
    private final List<SimQueue> queues = new ArrayList<>();
    private final Map<Integer, Long> namespaces = new TreeMap<>();
    private SimQueue admin;
    private CompletableFuture<Void> looking;
    private State state = State.DOWN;
    private int cntlid;
    private int events;
    private int resets;
    private boolean enabled;
    private boolean mayEnd;
    private Throwable fault;

    SimHost(
            String name,
            SimTransport net,
            TargetBase.Delay delay,
            String subnqn,
            int queueCount,
            Consumer<String> log) {
        this.name = name;
        this.delay = delay;
        this.net = net;
        this.subnqn = subnqn;
        this.queueCount = queueCount;
        this.log = log;
    }

    String name() {
        return name;
    }

    State state() {
        return state;
    }

    /** I/O queues; empty while there is no controller. */
    List<SimQueue> queues() {
        return state == State.UP ? queues : List.of();
    }

    SimQueue admin() {
        return admin;
    }

    /** Namespaces that the host knows, with their blocks. */
    Map<Integer, Long> namespaces() {
        return namespaces;
    }

    /** Events since the controller was made. */
    int events() {
        return events;
    }

    /** What it did not expect, or null. */
    Throwable fault() {
        return fault;
    }

    /** From now on the target may end its connections. */
    void mayEnd() {
        mayEnd = true;
    }

    /** Begins to connect; the host is up some answers later. */
    void connect() {
        if (state != State.DOWN) {
            throw new IllegalStateException(name + " is " + state);
        }
        try {
            admin = open();
        } catch (IOException e) {
            log.accept(name + " finds nobody");
            return;
        }
        state = State.CONNECTING;
        mayEnd = false;
        events = 0;
        cntlid = 0xffff;
        SimQueue mine = admin;
        step(
                mine,
                call(admin, connect(0, ADMIN_DEPTH))
                        .thenCompose(
                                connected -> {
                                    if (mine == admin) {
                                        cntlid = connected.dw0() & 0xffff;
                                    }
                                    return enable(mine);
                                }));
    }

    private SimQueue open() throws IOException {
        SimQueue queue = net.connect();
        queue.onEnd(() -> ended(queue));
        return queue;
    }

    private CompletableFuture<Void> enable(SimQueue on) {
        return call(on, HostCommand.propertySet(CC, CC_ENABLE))
                .thenCompose(done -> awaitReady(on, 1))
                .thenCompose(
                        ready -> {
                            enabled = true;
                            listen(on);
                            return look();
                        })
                .thenCompose(known -> openQueues(on));
    }

    private CompletableFuture<Void> awaitReady(SimQueue on, int value) {
        return call(on, HostCommand.propertyGet(CSTS, false))
                .thenCompose(
                        csts ->
                                (csts.dw0() & 1) == value
                                        ? CompletableFuture.completedFuture(null)
                                        : pause().thenCompose(over -> awaitReady(on, value)));
    }

    private CompletableFuture<Void> pause() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        delay.after(POLL_MS, () -> over.complete(null));
        return over;
    }

    private CompletableFuture<Void> openQueues(SimQueue on) {
        List<CompletableFuture<?>> connecting = new ArrayList<>();
        if (on != admin) {
            return CompletableFuture.failedFuture(new IOException("another connection by now"));
        }
        int before = resets;
        queues.clear();
        try {
            for (int qid = 1; qid <= queueCount; qid++) {
                SimQueue queue = open();
                queues.add(queue);
                connecting.add(call(queue, connect(qid, DEPTH)));
            }
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                .thenRun(
                        () -> {
                            if (on != admin || before != resets) {
                                return;
                            }
                            state = State.UP;
                            log.accept(name + " is up, controller " + cntlid);
                        });
    }

    /** Disables and enables the controller; its I/O queues end and are opened anew. */
    void reset() {
        state = State.RESETTING;
        resets++;
        enabled = false;
        looking = null;
        SimQueue mine = admin;
        step(
                mine,
                call(mine, HostCommand.propertySet(CC, CC_DISABLE))
                        .thenCompose(done -> awaitReady(mine, 0))
                        .thenCompose(done -> enable(mine)));
    }

    /** Goes without a word. */
    void drop() {
        SimQueue mine = admin;
        List<SimQueue> others = List.copyOf(queues);
        down();
        mine.cut();
        others.forEach(SimQueue::cut);
    }

    private void down() {
        state = State.DOWN;
        looking = null;
        admin = null;
        queues.clear();
        namespaces.clear();
    }

    /** Asks for the end of a command. */
    CompletableFuture<HostResponse> abort(int qid, int cid) {
        return admin.send(HostCommand.of(ABORT, 0).cdw(10, qid | cid << 16)).response();
    }

    private void ended(SimQueue queue) {
        boolean mine = queue == admin || queues.contains(queue);
        if (!mine || (state == State.RESETTING && queue != admin)) {
            return;
        }
        if (!mayEnd) {
            fail(new IllegalStateException(name + " has been cut off: " + queue.endedBy()));
        }
        log.accept(name + " is cut off: " + queue.endedBy());
        drop();
    }

    // What answers lead to, as long as the connection that they came on is the host's.
    private void step(SimQueue on, CompletableFuture<Void> end) {
        int before = resets;
        var unused =
                end.exceptionally(
                        failure -> {
                            if (on == admin && before == resets && !on.gone() && !mayEnd) {
                                fail(failure);
                            }
                            return null;
                        });
    }

    private void fail(Throwable why) {
        if (fault == null) {
            fault = why;
        }
    }

    private void listen(SimQueue on) {
        var unused =
                on.send(HostCommand.of(ASYNC_EVENT_REQUEST, 0))
                        .response()
                        .thenAccept(
                                event -> {
                                    if (event.status() == 0 && on == admin) {
                                        events++;
                                        log.accept(name + " hears event " + event.dw0());
                                        if (enabled) {
                                            step(on, look());
                                            listen(on);
                                        }
                                    }
                                });
    }

    // One look after the other: what is answered late must not hide what came after it.
    private CompletableFuture<Void> look() {
        looking =
                looking == null || looking.isDone()
                        ? lookNow()
                        : looking.thenCompose(o -> lookNow());
        return looking;
    }

    /** Reads the list of changes, the list of namespaces, and each of them. */
    private CompletableFuture<Void> lookNow() {
        SimQueue on = admin;
        int before = resets;
        if (on == null) {
            return CompletableFuture.completedFuture(null);
        }
        return call(on, HostCommand.log(CHANGED_NAMESPACES, 0xffffffff, PAGE))
                .thenCompose(changed -> call(on, HostCommand.identify(2, 0)))
                .thenCompose(
                        list -> {
                            if (before != resets || on != admin) {
                                // Asked before the reset: the controller is another by now.
                                return CompletableFuture.completedFuture(null);
                            }
                            namespaces.clear();
                            List<CompletableFuture<?>> all = new ArrayList<>();
                            for (int at = 0; at < PAGE && list.i32(at) != 0; at += 4) {
                                all.add(look(on, before, list.i32(at)));
                            }
                            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
                        })
                .thenRun(() -> log.accept(name + " knows " + namespaces));
    }

    private CompletableFuture<Void> look(SimQueue on, int before, int nsid) {
        return on.send(HostCommand.identify(0, nsid))
                .response()
                .thenAccept(
                        page -> {
                            // A namespace that has gone meanwhile is told of once more.
                            boolean valid = before == resets && on == admin;
                            if (valid && page.status() == 0 && page.i64(0) > 0) {
                                namespaces.put(nsid, page.i64(0));
                            }
                        });
    }

    private static CompletableFuture<HostResponse> call(SimQueue queue, HostCommand command) {
        return queue.send(command)
                .response()
                .thenApply(
                        answer -> {
                            if (answer.status() != 0) {
                                throw new CompletionException(
                                        new IOException(
                                                "refused with status 0x"
                                                        + Integer.toHexString(answer.status())));
                            }
                            return answer;
                        });
    }

    private HostCommand connect(int qid, int depth) {
        String hostnqn = "nqn.2026-11.io.viaduct:" + name;
        UUID id = UUID.nameUUIDFromBytes(hostnqn.getBytes(StandardCharsets.UTF_8));
        ByteBuffer data = ByteBuffer.allocate(1024);
        data.putLong(0, id.getMostSignificantBits()).putLong(8, id.getLeastSignificantBits());
        data.order(ByteOrder.LITTLE_ENDIAN).putShort(16, (short) cntlid);
        data.put(256, subnqn.getBytes(StandardCharsets.US_ASCII));
        data.put(512, hostnqn.getBytes(StandardCharsets.US_ASCII));
        return HostCommand.fabrics(0x01).cdw(10, qid << 16).cdw(11, depth - 1).data(data.array());
    }
}
