package io.viaduct.testkit.host;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * An I/O queue that is kept full: each of its commands writes blocks of its own, reads them back,
 * compares, and goes on with other data. It makes no garbage to speak of. One thread; calls block.
 */
public final class LoadHost implements AutoCloseable {
    /**
     * What a queue does.
     *
     * @param depth commands in flight, 1 to 127
     * @param bytes of each command's data, a multiple of the block size
     * @param blockSize of the namespace
     * @param hdgst whether headers carry digests
     * @param ddgst whether data carries digests
     * @param firstBlock of its own blocks, which no other queue may use
     */
    public record Shape(
            int depth, int bytes, int blockSize, boolean hdgst, boolean ddgst, long firstBlock) {
        /** One that has the namespace for itself. */
        public Shape(int depth, int bytes, int blockSize, boolean hdgst, boolean ddgst) {
            this(depth, bytes, blockSize, hdgst, ddgst, 0);
        }
    }

    private static final int NSID = 1;
    private static final int WRITE = 0x01;
    private static final int READ = 0x02;
    private static final int COMMAND_HEADER = 72;
    private static final int DATA_HEADER = 24;
    private static final int SQE = 8;
    private static final int SGL_IN_CAPSULE = 0x01;
    private static final int SGL_TRANSPORT = 0x5A;
    private static final int PSDT_SGL = 0x40;
    private static final int SUCCESS = 8;
    private static final int LAST = 4;

    /** Data in a capsule that every target of ours and SPDK's takes by default. */
    private static final int IN_CAPSULE = 4096;

    /** Where in the pattern data begins depends on command and round: so many places there are. */
    private static final int PLACES = 1021;

    private static final int PLACE_STEP = 64;

    private final Shape shape;
    private final LoadWire wire;
    private final ByteBuffer pattern;
    private final MemorySegment expected;
    private final MemorySegment received;
    private final int[] rounds;
    private final boolean[] reading;
    private final boolean[] whole;
    private int inFlight;
    private int left;

    /**
     * Connects an I/O queue of a controller.
     *
     * @param qid not in use
     */
    public LoadHost(HostController controller, int qid, InetSocketAddress target, Shape shape)
            throws IOException {
        this.shape = shape;
        pattern = ByteBuffer.allocateDirect(PLACES * PLACE_STEP + shape.bytes);
        byte[] random = new byte[pattern.capacity()];
        new Random(qid).nextBytes(random);
        pattern.put(0, random);
        rounds = new int[shape.depth];
        reading = new boolean[shape.depth];
        whole = new boolean[shape.depth];
        wire = new LoadWire(target, shape.hdgst, shape.ddgst);
        expected = MemorySegment.ofBuffer(pattern);
        received = MemorySegment.ofBuffer(wire.incoming().duplicate().clear());
        try {
            connect(controller.connect(qid, shape.depth + 1, 0));
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    private void connect(HostCommand command) throws IOException {
        int at = wire.begin(0x04, COMMAND_HEADER);
        wire.outgoing().put(at + SQE, command.entry(0, true));
        ByteBuffer data = ByteBuffer.wrap(command.data());
        wire.end(at, data, 0, data.capacity());
        wire.flush();
        wire.next();
        requireSuccess(0);
    }

    /** Does {@code commands} and waits until all of them have ended. */
    public void run(int commands) throws IOException {
        left = commands;
        for (int cid = 0; cid < shape.depth && left > 0; cid++) {
            issue(cid);
        }
        while (inFlight > 0) {
            wire.flush();
            do {
                wire.next();
                handle();
            } while (wire.has());
        }
    }

    /** The command's next step: data is written by one and read by the next. */
    private void issue(int cid) throws IOException {
        left--;
        inFlight++;
        whole[cid] = false;
        boolean inCapsule = !reading[cid] && shape.bytes <= IN_CAPSULE;
        int at = wire.begin(0x04, COMMAND_HEADER);
        ByteBuffer out = wire.outgoing();
        int sqe = at + SQE;
        out.put(sqe, (byte) (reading[cid] ? READ : WRITE)).put(sqe + 1, (byte) PSDT_SGL);
        out.putShort(sqe + 2, (short) cid).putInt(sqe + 4, NSID);
        out.putInt(sqe + 32, shape.bytes);
        out.put(sqe + 39, (byte) (inCapsule ? SGL_IN_CAPSULE : SGL_TRANSPORT));
        int blocks = shape.bytes / shape.blockSize;
        out.putLong(sqe + 40, shape.firstBlock + (long) cid * blocks)
                .putShort(sqe + 48, (short) (blocks - 1));
        wire.end(at, pattern, place(cid), inCapsule ? shape.bytes : 0);
    }

    private int place(int cid) {
        return (cid * 31 + rounds[cid]) % PLACES * PLACE_STEP;
    }

    private void handle() throws IOException {
        ByteBuffer pdu = wire.incoming();
        int at = wire.start();
        switch (wire.type()) {
            case 0x05 -> {
                int cid = pdu.getShort(at + 20);
                requireSuccess(cid);
                ended(cid);
            }
            case 0x07 -> onData(pdu, at);
            case 0x09 -> transfer(pdu, at);
            default -> throw new IOException("PDU type " + wire.type());
        }
    }

    private void requireSuccess(int cid) throws IOException {
        int status = wire.incoming().getShort(wire.start() + 22) >>> 1;
        if (wire.type() != 0x05 || status != 0) {
            throw new IOException("command " + cid + " ended with status " + status);
        }
    }

    private void onData(ByteBuffer pdu, int at) throws IOException {
        int cid = pdu.getShort(at + 8);
        int offset = pdu.getInt(at + 12);
        int length = pdu.getInt(at + 16);
        long from = wire.data();
        long wanted = (long) place(cid) + offset;
        if (MemorySegment.mismatch(received, from, from + length, expected, wanted, wanted + length)
                >= 0) {
            throw new IOException("other data than was written by command " + cid);
        }
        whole[cid] |= offset + length == shape.bytes;
        if ((pdu.get(at + 1) & SUCCESS) != 0) {
            ended(cid);
        }
    }

    private void transfer(ByteBuffer r2t, int at) throws IOException {
        int cid = r2t.getShort(at + 8);
        int offset = r2t.getInt(at + 12);
        int length = r2t.getInt(at + 16);
        int tag = r2t.getShort(at + 10);
        int header = wire.begin(0x06, DATA_HEADER);
        ByteBuffer out = wire.outgoing();
        out.put(header + 1, (byte) LAST).putShort(header + 8, (short) cid);
        out.putShort(header + 10, (short) tag).putInt(header + 12, offset);
        out.putInt(header + 16, length);
        wire.end(header, pattern, place(cid) + offset, length);
    }

    private void ended(int cid) throws IOException {
        if (reading[cid] && !whole[cid]) {
            throw new IOException("read " + cid + " has ended without its data");
        }
        inFlight--;
        reading[cid] = !reading[cid];
        rounds[cid] += reading[cid] ? 0 : 1;
        if (left > 0) {
            issue(cid);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
