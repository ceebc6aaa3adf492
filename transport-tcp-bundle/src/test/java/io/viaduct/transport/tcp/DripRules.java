package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.testkit.host.HostCommand;

import java.util.Arrays;
import java.util.List;

/** Hosts that say what is right, a byte now and then: no byte gives them more time. */
final class DripRules {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    /** SPDK's association time-out, which the core gives a connection without Connect. */
    private static final long CONNECT_TIMEOUT = 120 * SECOND;

    private static final int KATO_MS = 1000;

    /** So that what is dripped does not end before its time. */
    private static final long BETWEEN_DATA = TransferWatch.TIMEOUT_NS / 8;

    private static final int DRIPS_MAX = 17;

    static final List<HostileRule> ALL =
            List.of(
                    new HostileRule("host that drips ICReq", DripRules::initialize),
                    new HostileRule("host that drips Connect", DripRules::connect),
                    new HostileRule("host that drips a command", DripRules::command),
                    new HostileRule("host that drips data", DripRules::data));

    private DripRules() {}

    private static void initialize(HostileCase c) {
        byte[] bytes = RawPdu.initialize(c.wire).bytes();
        drip(c, c.fresh(), bytes, TcpPollGroup.IC_REQ_TIMEOUT_NS);
    }

    private static void connect(HostileCase c) {
        HostileHost host = c.initialized();
        HostCommand connect = HostileHost.connect(0, 31, 0, 0xffff, 0);
        drip(c, host, host.capsule(connect, host.cid(), true).bytes(), CONNECT_TIMEOUT);
    }

    /** Lives until its time is up, and not longer. */
    private static void drip(HostileCase c, HostileHost host, byte[] bytes, long until) {
        long between = SECOND + c.random.nextLong(8 * SECOND);
        long passed = 0;
        for (int at = 0; passed + between < until - SECOND; at++) {
            host.send(Arrays.copyOfRange(bytes, at, at + 1));
            c.target.advance(between);
            passed += between;
        }
        assertFalse(host.stream.ended(), "ended too early");
        c.target.advance(until + SECOND - passed);
        assertTrue(host.stream.ended(), "not ended in time");
        host.nothingMore();
    }

    /** A command that is not there yet does not keep its controller alive. */
    private static void command(HostileCase c) {
        HostileHost admin = c.admin(KATO_MS);
        HostCommand command = HostCommand.of(0x81, 0).data(c.blocks(4));
        byte[] bytes = admin.capsule(command, admin.cid(), true).bytes();
        long between = KATO_MS / 8 * MILLISECOND;
        for (int at = 0; at < 4 * 8 && !admin.stream.ended(); at++) {
            admin.send(Arrays.copyOfRange(bytes, at, at + 1));
            c.target.advance(between);
            assertFalse(at < 4 && admin.stream.ended(), "ended too early");
        }
        assertTrue(admin.stream.ended(), "drops keep it alive");
        assertEquals(1, c.target.controllers());
    }

    /** Its buffers are for others. */
    private static void data(HostileCase c) {
        HostileHost host;
        byte[] bytes;
        int at;
        if (c.random.nextBoolean()) {
            HostileCase.Transfer t = c.transfer();
            host = t.host();
            byte[] left = Arrays.copyOfRange(t.data(), t.sent(), t.data().length);
            bytes =
                    RawPdu.data(c.wire, t.asked().cid(), t.asked().ttag(), t.sent(), left, true)
                            .bytes();
            at = c.random.nextInt(bytes.length - DRIPS_MAX);
        } else {
            host = c.io();
            RawPdu write = host.capsule(c.write(c.blocks(4)), host.cid(), true);
            bytes = write.bytes();
            at = write.end() + c.random.nextInt(bytes.length - write.end() - DRIPS_MAX);
        }
        host.send(Arrays.copyOf(bytes, at));
        long between = BETWEEN_DATA + c.random.nextLong(BETWEEN_DATA);
        long passed = 0;
        while (!host.stream.ended() && passed <= 2 * TransferWatch.TIMEOUT_NS) {
            host.send(Arrays.copyOfRange(bytes, at, ++at));
            c.target.advance(between);
            passed += between;
        }
        assertTrue(host.stream.ended(), "drops keep the buffers");
        assertTrue(passed >= TransferWatch.TIMEOUT_NS, "ended too early");
        assertEquals(0, c.target.buffersInUse());
    }
}
