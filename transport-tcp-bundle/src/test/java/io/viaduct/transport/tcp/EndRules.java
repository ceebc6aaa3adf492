package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.testkit.host.HostCommand;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Hosts that go, say nothing, say half of it, or say what nobody understands. */
final class EndRules {
    private static final long SECOND = 1_000_000_000L;

    /** SPDK's association time-out, which the core gives a connection without Connect. */
    private static final long CONNECT_TIMEOUT = 120 * SECOND;

    private static final int KATO_MS = 1000;

    static final List<HostileRule> ALL =
            List.of(
                    new HostileRule("H2CTermReq", EndRules::terminate),
                    new HostileRule("host that vanishes", EndRules::vanish),
                    new HostileRule("host that says nothing", EndRules::silent),
                    new HostileRule("host that never connects", EndRules::neverConnects),
                    new HostileRule("host that stops in a capsule", EndRules::half),
                    new HostileRule("host that owes data", EndRules::owesData),
                    new HostileRule("host that reads nothing", EndRules::readsNothing),
                    new HostileRule("damaged bytes", EndRules::damaged));

    private EndRules() {}

    /** The host ends it: closed without an answer. */
    private static void terminate(HostileCase c) {
        HostileHost host = c.random.nextInt(4) == 0 ? c.fresh() : c.any();
        host.send(
                RawPdu.terminate(1 + c.random.nextInt(6), 0, new byte[1 + c.random.nextInt(128)]));
        assertTrue(host.stream.ended());
        host.nothingMore();
    }

    /** Good traffic up to any byte, then nothing; commands may be at the device. */
    private static void vanish(HostileCase c) {
        HostileHost host = c.queue();
        byte[] traffic = traffic(c, host);
        host.send(Arrays.copyOf(traffic, c.random.nextInt(traffic.length + 1)));
        if (c.random.nextBoolean()) {
            c.hangUp();
        }
    }

    private static byte[] traffic(HostileCase c, HostileHost host) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 1 + c.random.nextInt(4); i > 0; i--) {
            HostCommand read = HostCommand.read(1, 0, 1 + c.random.nextInt(16), 512);
            boolean write = c.random.nextBoolean();
            HostCommand command = write ? c.write(c.blocks(1 + c.random.nextInt(8))) : read;
            boolean inCapsule = write && c.random.nextBoolean();
            all.writeBytes(host.capsule(command, host.cid(), inCapsule).bytes());
        }
        return all.toByteArray();
    }

    private static void silent(HostileCase c) {
        HostileHost host = c.fresh();
        byte[] whole = RawPdu.initialize(c.wire).bytes();
        host.send(Arrays.copyOf(whole, c.random.nextInt(whole.length)));
        ends(c, host, TcpPollGroup.IC_REQ_TIMEOUT_NS);
    }

    private static void neverConnects(HostileCase c) {
        HostileHost host = c.initialized();
        if (c.random.nextBoolean()) {
            byte[] capsule =
                    host.capsule(HostileHost.connect(0, 31, 0, 0xffff, 0), 1, true).bytes();
            host.send(Arrays.copyOf(capsule, c.random.nextInt(capsule.length)));
        }
        ends(c, host, CONNECT_TIMEOUT);
    }

    /** Not a moment too early, and then for sure. */
    private static void ends(HostileCase c, HostileHost host, long after) {
        c.target.advance(after - SECOND);
        assertFalse(host.stream.ended(), "ended too early");
        c.target.advance(2 * SECOND);
        assertTrue(host.stream.ended(), "not ended in time");
        host.nothingMore();
    }

    /** Its controller's keep alive ends it, and the queues with it. */
    private static void half(HostileCase c) {
        HostileHost admin = c.admin(KATO_MS);
        byte[] capsule = host(c, admin);
        admin.send(Arrays.copyOf(capsule, 1 + c.random.nextInt(capsule.length - 1)));
        c.target.advance(KATO_MS / 2 * SECOND / 1000);
        assertFalse(admin.stream.ended());
        c.target.advance(4 * KATO_MS * SECOND / 1000);
        assertTrue(admin.stream.ended(), "half a capsule keeps it alive");
        assertEquals(1, c.target.controllers());
    }

    /** Its buffers are for others, whatever its other queues say. */
    private static void owesData(HostileCase c) {
        HostileHost host;
        if (c.random.nextBoolean()) {
            HostileCase.Transfer transfer = c.transfer();
            host = transfer.host();
        } else {
            host = c.io();
            RawPdu write = host.capsule(c.write(c.blocks(4)), host.cid(), true);
            int length = write.end() + c.random.nextInt(write.length() - write.end());
            host.send(Arrays.copyOf(write.bytes(), length));
        }
        c.target.advance(TransferWatch.TIMEOUT_NS - SECOND);
        assertFalse(host.stream.ended(), "ended too early");
        c.target.advance(TransferWatch.TIMEOUT_NS + 2 * SECOND);
        assertTrue(host.stream.ended(), "not ended in time");
        assertEquals(0, c.target.buffersInUse());
    }

    private static byte[] host(HostileCase c, HostileHost admin) {
        byte[] all = new byte[4096];
        c.random.nextBytes(all);
        HostCommand command = HostCommand.of(0x81, 0).data(all);
        return admin.capsule(command, admin.cid(), true).bytes();
    }

    /** What it does not read stays bounded by its queue, and goes with it. */
    private static void readsNothing(HostileCase c) {
        HostileHost host = c.io();
        host.stream.stuck(true);
        for (int i = 0; i < 3; i++) {
            host.send(traffic(c, host));
        }
        assertFalse(host.stream.ended());
        host.nothingMore();
        if (c.random.nextBoolean()) {
            host.stream.stuck(false);
            c.target.run();
            assertTrue(host.stream.available() > 0);
        }
    }

    /** Some bits are wrong somewhere: whatever comes of it, it is whole PDUs, and it ends. */
    private static void damaged(HostileCase c) {
        HostileHost host = c.random.nextInt(4) == 0 ? c.fresh() : c.any();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        if (c.state == HostileCase.State.FRESH) {
            all.writeBytes(RawPdu.initialize(c.wire).bytes());
        }
        all.writeBytes(traffic(c, host));
        byte[] bytes = all.toByteArray();
        for (int i = 1 + c.random.nextInt(3); i > 0; i--) {
            bytes[c.random.nextInt(bytes.length)] ^= (byte) (1 << c.random.nextInt(8));
        }
        host.send(bytes);
        if (c.state == HostileCase.State.FRESH) {
            return;
        }
        boolean terminated = false;
        for (HostileHost.Reply reply = host.poll(); reply != null; reply = host.poll()) {
            assertFalse(terminated, "a PDU behind C2HTermReq");
            terminated = reply.type() == HostileHost.TERM_REQ;
        }
    }
}
