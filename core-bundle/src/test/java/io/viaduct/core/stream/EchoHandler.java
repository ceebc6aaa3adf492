package io.viaduct.core.stream;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends back what it receives, in a way that a seed decides: it consumes little or nothing and goes
 * on later, asks for directed receives of all sizes, and sends lists of many entries. Its memory is
 * a ring, which a released send makes free again.
 */
final class EchoHandler implements StreamHandler {
    private static final int RING = 2 << 20;
    private static final int DIRECT_MAX = 700_000;
    private static final int ENTRIES_MAX = 16;

    private final StreamLayer stream;
    private final Random random;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment ring = arena.allocate(RING, 8);
    private final MemorySegment entries =
            arena.allocate((long) ENTRIES_MAX * SegmentList.ENTRY_LENGTH * 2, 8);
    private final SegmentList list = new SegmentList(entries.address(), ENTRIES_MAX);
    private final Timer later;

    /** Bytes received, given to a send, and released; all count up. */
    private long received;

    private long sending;
    private long released;
    private int directed;
    private boolean sendBusy;
    private boolean listBusy;

    volatile boolean closed;
    final AtomicInteger closedTimes = new AtomicInteger();
    volatile int error = -1;
    final AtomicInteger directs = new AtomicInteger();

    EchoHandler(StreamLayer stream, long seed) {
        this.stream = stream;
        this.random = new Random(seed);
        this.later = stream.reactor().timer(SocketFixture.HANDLER, stream::resume);
        stream.attach(this);
    }

    @Override
    public int onBytes(long address, int length) {
        alive();
        if (directed > 0) {
            throw new AssertionError("bytes passed a directed receive");
        }
        int room = room();
        int take =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> Math.min(Math.min(length, room), 1 + random.nextInt(100));
                    default -> Math.min(length, room);
                };
        Native.copy(address, at(received), take);
        received += take;
        if (room() > 0 && random.nextInt(3) == 0) {
            direct();
        } else if (take < length) {
            later.arm(random.nextInt(200_000));
        }
        echo();
        return take;
    }

    private void direct() {
        directed = Math.min(room(), 1 + random.nextInt(DIRECT_MAX));
        directs.incrementAndGet();
        stream.receiveInto(at(received), directed);
    }

    @Override
    public void onDirected() {
        alive();
        received += directed;
        directed = 0;
        if (room() > 0 && random.nextInt(4) == 0) {
            direct();
        }
        echo();
    }

    /** Bytes that can be received next in one piece. */
    private int room() {
        long free = RING - (received - released);
        return (int) Math.min(free, RING - received % RING);
    }

    private long at(long position) {
        return ring.address() + position % RING;
    }

    private void echo() {
        if (sendBusy || listBusy || received == sending) {
            return;
        }
        list.clear();
        long upTo = received;
        while (sending < upTo && list.count() < ENTRIES_MAX) {
            long piece = Math.min(upTo - sending, 1 + random.nextInt(40_000));
            piece = Math.min(piece, RING - sending % RING);
            if (!list.add(at(sending), piece)) {
                break;
            }
            sending += piece;
        }
        sendBusy = true;
        listBusy = true;
        stream.send(list);
    }

    @Override
    public void onSent() {
        alive();
        if (!sendBusy) {
            throw new AssertionError("sent what was not");
        }
        sendBusy = false;
    }

    @Override
    public void onReleased() {
        alive();
        if (sendBusy || !listBusy) {
            throw new AssertionError("released before it was sent");
        }
        listBusy = false;
        released = sending;
        echo();
        if (directed == 0) {
            stream.resume();
        }
    }

    @Override
    public void onClosed(int errno) {
        later.close();
        closedTimes.incrementAndGet();
        error = errno;
        closed = true;
    }

    private void alive() {
        if (closed) {
            throw new AssertionError("called after its end");
        }
    }
}
