package io.viaduct.transport.tcp;

import java.util.List;
import java.util.Random;

/** ICReq, what comes before it, H2CTermReq, and types that are none. */
final class HandshakeRules {
    private static final int FIELD = 1;
    private static final int SEQUENCE = 2;
    private static final int COMMON = RawPdu.COMMON_LENGTH;
    private static final int IC_LENGTH = 128;

    /** PDU types that a controller sends, and never gets. */
    private static final int[] CONTROLLERS = {0x01, 0x03, 0x05, 0x07, 0x09};

    static final List<HostileRule> ALL =
            List.of(
                    new HostileRule("ICReq PFV", HandshakeRules::pfv),
                    new HostileRule("ICReq HPDA", HandshakeRules::hpda),
                    new HostileRule("ICReq HLEN", HandshakeRules::icHlen),
                    new HostileRule("ICReq PLEN", HandshakeRules::icPlen),
                    new HostileRule("ICReq digest flags", HandshakeRules::icFlags),
                    new HostileRule("ICReq first", HandshakeRules::before),
                    new HostileRule("ICReq once", HandshakeRules::twice),
                    new HostileRule("PDU type unknown", HandshakeRules::unknownType),
                    new HostileRule("PDU type of a controller", HandshakeRules::controllersType),
                    new HostileRule("H2CTermReq HLEN", HandshakeRules::termHlen),
                    new HostileRule("H2CTermReq PLEN", HandshakeRules::termPlen),
                    new HostileRule("H2CTermReq digest flags", HandshakeRules::termFlags));

    private HandshakeRules() {}

    private static void pfv(HostileCase c) {
        RawPdu pdu = RawPdu.initialize(c.wire).put16(8, 1 + c.random.nextInt(0xffff));
        c.fatal(c.fresh(), pdu, IC_LENGTH, FIELD, 8);
    }

    private static void hpda(HostileCase c) {
        RawPdu pdu = RawPdu.initialize(c.wire).put8(10, 32 + c.random.nextInt(224));
        c.fatal(c.fresh(), pdu, IC_LENGTH, FIELD, 10);
    }

    private static void icHlen(HostileCase c) {
        RawPdu pdu = RawPdu.initialize(c.wire).put8(2, other(c.random, IC_LENGTH, 256));
        c.fatal(c.fresh(), pdu, COMMON, FIELD, 2);
    }

    private static void icPlen(HostileCase c) {
        RawPdu pdu = RawPdu.initialize(c.wire).put32(4, otherLength(c.random, IC_LENGTH));
        c.fatal(c.fresh(), pdu, COMMON, FIELD, 4);
    }

    private static void icFlags(HostileCase c) {
        RawPdu pdu = RawPdu.initialize(c.wire).put8(1, 1 + c.random.nextInt(3));
        c.fatal(c.fresh(), pdu, COMMON, FIELD, 1);
    }

    private static void before(HostileCase c) {
        RawPdu pdu =
                c.random.nextBoolean()
                        ? RawPdu.capsule(c.wire, new byte[64], new byte[0])
                        : RawPdu.data(c.wire, 1, 1, 0, new byte[4], true);
        c.fatal(c.fresh(), pdu, COMMON, SEQUENCE, 0);
    }

    private static void twice(HostileCase c) {
        c.fatal(c.any(), RawPdu.initialize(c.wire), COMMON, SEQUENCE, 0);
    }

    private static void unknownType(HostileCase c) {
        int type = c.random.nextInt(8) == 0 ? 0x08 : 0x0a + c.random.nextInt(0xf6);
        boolean fresh = c.random.nextInt(4) == 0;
        byte[] pdu = bytes(c.random);
        pdu[0] = (byte) type;
        c.fatal(fresh ? c.fresh() : c.any(), pdu, COMMON, FIELD, 0);
    }

    private static void controllersType(HostileCase c) {
        boolean fresh = c.random.nextInt(4) == 0;
        byte[] pdu = bytes(c.random);
        pdu[0] = (byte) CONTROLLERS[c.random.nextInt(CONTROLLERS.length)];
        c.fatal(fresh ? c.fresh() : c.any(), pdu, COMMON, FIELD, 0);
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[COMMON];
        random.nextBytes(bytes);
        return bytes;
    }

    private static HostileHost anyOrFresh(HostileCase c) {
        return c.random.nextInt(4) == 0 ? c.fresh() : c.any();
    }

    private static void termHlen(HostileCase c) {
        RawPdu pdu = RawPdu.terminate(1, 0, new byte[8]).put8(2, other(c.random, 24, 256));
        c.fatal(anyOrFresh(c), pdu, COMMON, FIELD, 2);
    }

    private static void termPlen(HostileCase c) {
        int plen = c.random.nextBoolean() ? c.random.nextInt(25) : 153 + c.random.nextInt(1 << 20);
        RawPdu pdu = RawPdu.terminate(1, 0, new byte[8]).put32(4, plen);
        c.fatal(anyOrFresh(c), pdu, COMMON, FIELD, 4);
    }

    private static void termFlags(HostileCase c) {
        RawPdu pdu = RawPdu.terminate(1, 0, new byte[8]).put8(1, 1 + c.random.nextInt(3));
        c.fatal(anyOrFresh(c), pdu, COMMON, FIELD, 1);
    }

    /** A number from 0 that is not the right one. */
    static int other(Random random, int right, int bound) {
        int value = random.nextInt(bound - 1);
        return value < right ? value : value + 1;
    }

    /** A length that is not the right one, often by little, sometimes beyond 31 bits. */
    static int otherLength(Random random, int right) {
        return switch (random.nextInt(4)) {
            case 0 -> right + 1 + random.nextInt(8);
            case 1 -> right - 1 - random.nextInt(8);
            case 2 -> random.nextInt(right);
            default -> Integer.MIN_VALUE + random.nextInt(1 << 20);
        };
    }
}
