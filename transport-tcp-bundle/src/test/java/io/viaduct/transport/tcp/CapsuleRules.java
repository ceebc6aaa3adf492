package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.nvme.Status;
import io.viaduct.testkit.host.HostCommand;

import java.util.List;

/** Command capsules: their headers, their SGL, their digests. */
final class CapsuleRules {
    private static final int FIELD = 1;
    private static final int HEADER_DIGEST = 3;
    private static final int LIMIT = 5;
    private static final int UNSUPPORTED = 6;
    private static final int COMMON = RawPdu.COMMON_LENGTH;
    private static final int LENGTH = 72;
    private static final int SGL = RawPdu.SGL;
    private static final int PDO_MAX = 144;

    /** What data in a capsule may be at most before Connect, and on an admin queue. */
    private static final int ADMIN_MAX = 8192;

    static final List<HostileRule> ALL =
            List.of(
                    new HostileRule("CapsuleCmd HLEN", CapsuleRules::hlen),
                    new HostileRule("CapsuleCmd PLEN", CapsuleRules::plen),
                    new HostileRule("CapsuleCmd HDGSTF", CapsuleRules::headerFlag),
                    new HostileRule("CapsuleCmd DDGSTF", CapsuleRules::dataFlag),
                    new HostileRule("CapsuleCmd PDO", CapsuleRules::pdo),
                    new HostileRule("header digest", CapsuleRules::headerDigest),
                    new HostileRule("SGL type", CapsuleRules::sglType),
                    new HostileRule("SGL offset", CapsuleRules::sglOffset),
                    new HostileRule("SGL length", CapsuleRules::sglLength),
                    new HostileRule("in-capsule limit", CapsuleRules::inCapsuleLimit),
                    new HostileRule("data without a descriptor", CapsuleRules::unnamed),
                    new HostileRule("data digest of a capsule", CapsuleRules::dataDigest));

    private CapsuleRules() {}

    private static RawPdu read(HostileHost host) {
        HostCommand read = HostCommand.read(1, 0, 1, SteppedTarget.BLOCK);
        return host.capsule(read, host.cid(), false);
    }

    private static RawPdu write(HostileCase c, HostileHost host) {
        return host.capsule(c.write(c.blocks(1 + c.random.nextInt(8))), host.cid(), true);
    }

    private static RawPdu readOrWrite(HostileCase c, HostileHost host) {
        return c.random.nextBoolean() ? read(host) : write(c, host);
    }

    private static void hlen(HostileCase c) {
        HostileHost host = c.any();
        int hlen = HandshakeRules.other(c.random, LENGTH, 256);
        c.fatal(host, readOrWrite(c, host).put8(2, hlen), COMMON, FIELD, 2);
    }

    private static void plen(HostileCase c) {
        HostileHost host = c.any();
        RawPdu pdu = readOrWrite(c, host);
        c.fatal(host, pdu.put32(4, c.random.nextInt(pdu.end())), COMMON, FIELD, 4);
    }

    private static void headerFlag(HostileCase c) {
        HostileHost host = c.any();
        RawPdu pdu = readOrWrite(c, host);
        c.fatal(host, pdu.put8(1, pdu.get8(1) ^ RawPdu.HDGSTF), COMMON, FIELD, 1);
    }

    private static void dataFlag(HostileCase c) {
        HostileHost host = c.any();
        RawPdu pdu = readOrWrite(c, host);
        c.fatal(host, pdu.put8(1, pdu.get8(1) ^ RawPdu.DDGSTF), COMMON, FIELD, 1);
    }

    private static void pdo(HostileCase c) {
        HostileHost host = c.any();
        RawPdu pdu = write(c, host);
        c.fatal(host, pdu.put8(3, badOffset(c, pdu)), COMMON, FIELD, 3);
    }

    /** Before the header's end, not aligned, or farther than any alignment asks for. */
    static int badOffset(HostileCase c, RawPdu pdu) {
        int alignment = (c.wire.pda() + 1) * 4;
        return switch (c.random.nextInt(3)) {
            case 0 -> c.random.nextInt(pdu.end());
            case 1 -> PDO_MAX + 1 + c.random.nextInt(255 - PDO_MAX);
            default -> pdu.get8(3) + 1 + c.random.nextInt(alignment - 1);
        };
    }

    private static void headerDigest(HostileCase c) {
        HostileHost host = c.hdgst(true).any();
        RawPdu pdu = readOrWrite(c, host).damageHeader(1 << c.random.nextInt(32));
        c.fatal(host, pdu, LENGTH, HEADER_DIGEST, pdu.headerDigest());
    }

    private static void sglType(HostileCase c) {
        HostileHost host = c.any();
        RawPdu pdu = read(host);
        int type;
        do {
            type = c.random.nextInt(256);
        } while (type == 0x01 || type == 0x5a);
        c.fatal(host, pdu.put8(SGL + 15, type), LENGTH, UNSUPPORTED, SGL + 8);
    }

    private static void sglOffset(HostileCase c) {
        HostileHost host = c.any();
        long offset = 1L << c.random.nextInt(64);
        c.fatal(host, write(c, host).put64(SGL, offset), LENGTH, UNSUPPORTED, SGL);
    }

    private static void sglLength(HostileCase c) {
        HostileHost host = c.any();
        RawPdu pdu = write(c, host);
        int right = pdu.get32(SGL + 8);
        int wrong = HandshakeRules.other(c.random, right, 4096);
        c.fatal(host, pdu.put32(SGL + 8, wrong), LENGTH, FIELD, 4);
    }

    private static void inCapsuleLimit(HostileCase c) {
        HostileHost host = c.any();
        boolean queue =
                c.state != HostileCase.State.INITIALIZED && c.state != HostileCase.State.ADMIN;
        int most = queue ? c.target.options().inCapsuleDataSize() : ADMIN_MAX;
        byte[] data = new byte[most + 1 + c.random.nextInt(4096)];
        RawPdu pdu = host.capsule(HostCommand.of(0x01, 1).data(data), host.cid(), true);
        c.fatal(host, pdu, LENGTH, LIMIT, 0);
    }

    private static void unnamed(HostileCase c) {
        HostileHost host = c.any();
        c.fatal(host, write(c, host).put8(SGL + 15, 0x5a), LENGTH, FIELD, 4);
    }

    /** It costs the command, not the connection. */
    private static void dataDigest(HostileCase c) {
        HostileHost host = c.ddgst(true).io();
        int cid = host.cid();
        RawPdu pdu = host.capsule(c.write(c.blocks(4)), cid, true);
        host.send(pdu.damageData(1 << c.random.nextInt(32)));
        HostileHost.Reply reply = host.next(HostileHost.CAPSULE_RESP);
        assertEquals(
                Status.COMMAND_TRANSIENT_TRANSPORT_ERROR,
                HostileHost.completion(reply, cid).status());
        c.writeAndRead(host);
    }
}
