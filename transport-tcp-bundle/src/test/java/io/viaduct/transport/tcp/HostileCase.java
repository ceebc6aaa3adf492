package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.testkit.host.HostCommand;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * One case: a host in some state, good traffic before, one thing that is wrong, and the end. All of
 * it comes from one seed. When it is over, the target has what it had before.
 */
final class HostileCase {
    /** Where a connection is when the thing that is wrong happens. */
    enum State {
        FRESH,
        INITIALIZED,
        ADMIN,
        IO,
        TRANSFER,
        AT_DEVICE
    }

    static final int QUEUE_ENTRIES = 16;

    private static final int PRELUDE_MAX = 2;
    private static final int BLOCKS_MAX = 16;
    private static final int IN_CAPSULE_MAX = 4096;
    private static final int GARBAGE_MAX = 200;
    private static final int ECONNRESET = 104;
    private static final int QIDS = 8;

    /** Where data comes from: pieces of it differ, and cost nothing. */
    private static final byte[] NOISE = new byte[1 << 16];

    static {
        new Random(1).nextBytes(NOISE);
    }

    /** A write that was asked for its data. */
    record Transfer(HostileHost host, HostileHost.Reply asked, byte[] data, int sent) {
        int left() {
            return data.length - sent;
        }
    }

    final SteppedTarget target;
    final Random random;
    WireOptions wire;
    State state = State.FRESH;
    private final Association association;
    private final IntUnaryOperator pieces;
    private HostileHost attacker;

    HostileCase(SteppedTarget target, Association association, Random random) {
        this.target = target;
        this.association = association;
        this.random = random;
        wire = new WireOptions(random.nextBoolean(), random.nextBoolean(), pda(random));
        pieces = pieces(random);
    }

    private static int pda(Random random) {
        return random.nextBoolean() ? 0 : random.nextInt(32);
    }

    private static IntUnaryOperator pieces(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> left -> 1;
            case 1, 2, 3, 4 -> left -> 1 + random.nextInt(left);
            case 5, 6 -> left -> 1 + random.nextInt(Math.min(left, 100));
            default -> left -> left;
        };
    }

    // Digests as a rule needs them.

    HostileCase hdgst(boolean on) {
        wire = new WireOptions(on, wire.ddgst(), wire.pda());
        return this;
    }

    HostileCase ddgst(boolean on) {
        wire = new WireOptions(wire.hdgst(), on, wire.pda());
        return this;
    }

    // Hosts by state.

    /** A connection on which nothing was said. */
    HostileHost fresh() {
        attacker = new HostileHost(target, wire, random, pieces);
        return attacker;
    }

    HostileHost initialized() {
        HostileHost host = fresh();
        host.initialize();
        state = State.INITIALIZED;
        return host;
    }

    HostileHost admin(int kato) {
        HostileHost host = initialized();
        host.connectAdmin(kato);
        state = State.ADMIN;
        return host;
    }

    /** An I/O queue after some good commands. */
    HostileHost io() {
        return io(QUEUE_ENTRIES, random.nextInt(PRELUDE_MAX + 1));
    }

    HostileHost io(int entries, int prelude) {
        HostileHost host = initialized();
        int qid = 1 + random.nextInt(QIDS);
        host.connectIo(association.cntlid(), qid, entries, random.nextBoolean());
        state = State.IO;
        for (int i = 0; i < prelude; i++) {
            writeAndRead(host);
        }
        return host;
    }

    /** A write whose data has come in part. */
    Transfer transfer() {
        return transfer(io());
    }

    Transfer transfer(HostileHost host) {
        byte[] data = blocks(2 + random.nextInt(BLOCKS_MAX));
        int cid = host.cid();
        host.send(host.capsule(write(data), cid, false));
        HostileHost.Reply asked = host.next(HostileHost.R2T);
        assertEquals(cid, asked.cid());
        assertEquals(0, asked.header().getInt(12));
        assertEquals(data.length, asked.header().getInt(16));
        int sent = 0;
        if (random.nextBoolean()) {
            sent = 1 + random.nextInt(data.length - 2);
            host.send(RawPdu.data(wire, cid, asked.ttag(), 0, Arrays.copyOf(data, sent), false));
        }
        state = State.TRANSFER;
        return new Transfer(host, asked, data, sent);
    }

    /** An I/O queue with commands that the device keeps until {@link #finish}. */
    HostileHost atDevice() {
        HostileHost host = io();
        target.bdev().hold(true);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            boolean read = random.nextBoolean();
            HostCommand command =
                    read ? HostCommand.read(1, 0, 4, SteppedTarget.BLOCK) : write(blocks(4));
            host.send(host.capsule(command, host.cid(), !read));
        }
        state = State.AT_DEVICE;
        return host;
    }

    /** A connection in any state from ICReq on; most are connected. */
    HostileHost any() {
        return switch (random.nextInt(8)) {
            case 0 -> initialized();
            case 1 -> admin(0);
            case 2, 3 -> io();
            case 4, 5 -> transfer().host();
            default -> atDevice();
        };
    }

    /** As {@link #any}, connected. */
    HostileHost queue() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> io();
            case 2 -> transfer().host();
            default -> atDevice();
        };
    }

    // Good commands.

    byte[] blocks(int count) {
        return noise(count * SteppedTarget.BLOCK);
    }

    private byte[] noise(int length) {
        int from = random.nextInt(NOISE.length - length);
        return Arrays.copyOfRange(NOISE, from, from + length);
    }

    HostCommand write(byte[] data) {
        long lba = random.nextInt((int) SteppedTarget.BLOCKS - BLOCKS_MAX - 4);
        return HostCommand.write(1, lba, data.length / SteppedTarget.BLOCK, data);
    }

    /** Writes blocks somewhere, reads them, and compares. */
    void writeAndRead(HostileHost host) {
        byte[] data = blocks(1 + random.nextInt(BLOCKS_MAX));
        long lba = random.nextInt((int) SteppedTarget.BLOCKS - BLOCKS_MAX);
        int count = data.length / SteppedTarget.BLOCK;
        boolean inCapsule = data.length <= IN_CAPSULE_MAX && random.nextBoolean();
        HostCommand write = HostCommand.write(1, lba, count, data);
        assertEquals(0, host.call(write, inCapsule).status());
        assertEquals(-1, Arrays.mismatch(data, host.read(lba, count)), "data");
    }

    // What has to come of it.

    /** The PDU ends the connection: exactly this is answered, and nothing that follows is heard. */
    void fatal(HostileHost host, RawPdu pdu, int echoed, int fes, int fei) {
        fatal(host, pdu.bytes(), echoed, fes, fei);
    }

    void fatal(HostileHost host, byte[] pdu, int echoed, int fes, int fei) {
        byte[] garbage = noise(random.nextInt(GARBAGE_MAX));
        byte[] all = Arrays.copyOf(pdu, pdu.length + garbage.length);
        System.arraycopy(garbage, 0, all, pdu.length, garbage.length);
        host.send(all);
        terminated(host, Arrays.copyOf(pdu, echoed), fes, fei);
        if (random.nextInt(4) == 0) {
            host.send(new byte[GARBAGE_MAX]);
            host.nothingMore();
        }
        if (random.nextInt(32) == 0) {
            target.advance(TcpPollGroup.TERM_REQ_TIMEOUT_NS);
            assertTrue(host.stream.ended(), "not closed after C2HTermReq");
        } else {
            assertFalse(host.stream.ended(), "closed before the host could read C2HTermReq");
        }
    }

    /** C2HTermReq has come, and nothing else. */
    void terminated(HostileHost host, byte[] echo, int fes, int fei) {
        HostileHost.Reply reply = host.next(HostileHost.TERM_REQ);
        assertEquals(fes, reply.header().getShort(8), "FES");
        assertEquals(fei, reply.header().getInt(10), "FEI");
        assertArrayEquals(echo, reply.data());
        assertEquals(24 + echo.length, reply.header().getInt(4), "PLEN");
        host.nothingMore();
    }

    /** The command ends with this status, and the queue goes on. */
    void status(HostileHost host, HostCommand command, boolean inCapsule, int status) {
        assertEquals(status, host.call(command, inCapsule).status());
        host.nothingMore();
    }

    /** The host goes, in order or not. */
    void hangUp() {
        if (attacker != null) {
            attacker.stream.hangUp(random.nextBoolean() ? 0 : ECONNRESET);
            target.run();
        }
    }

    /** The end: the host is gone, the device lets go, and nothing is left. */
    void finish() {
        boolean late = random.nextBoolean();
        if (late) {
            hangUp();
        }
        target.bdev().hold(false);
        target.run();
        hangUp();
    }

    /** An association that cases share as long as nothing happens to it. */
    static final class Association {
        private final HostileHost admin;
        private final int cntlid;

        Association(SteppedTarget target, Random random) {
            admin = new HostileHost(target, WireOptions.NONE, random, left -> left);
            admin.initialize();
            cntlid = admin.connectAdmin(0);
        }

        int cntlid() {
            return cntlid;
        }

        HostileHost admin() {
            return admin;
        }
    }
}
