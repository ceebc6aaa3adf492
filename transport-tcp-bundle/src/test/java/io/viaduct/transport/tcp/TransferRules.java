package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.nvme.Status;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.transport.tcp.HostileCase.Transfer;

import java.util.Arrays;
import java.util.List;

/** H2CData: its headers, and how it has to fit what was asked for. */
final class TransferRules {
    private static final int FIELD = 1;
    private static final int SEQUENCE = 2;
    private static final int HEADER_DIGEST = 3;
    private static final int OUT_OF_RANGE = 4;
    private static final int COMMON = RawPdu.COMMON_LENGTH;
    private static final int LENGTH = 24;
    private static final int TTAG = 10;

    static final List<HostileRule> ALL =
            List.of(
                    new HostileRule("H2CData HLEN", TransferRules::hlen),
                    new HostileRule("H2CData PLEN", TransferRules::plen),
                    new HostileRule("H2CData HDGSTF", TransferRules::headerFlag),
                    new HostileRule("H2CData DDGSTF", TransferRules::dataFlag),
                    new HostileRule("H2CData PDO", TransferRules::pdo),
                    new HostileRule("H2CData header digest", TransferRules::headerDigest),
                    new HostileRule("TTAG unknown", TransferRules::unknownTag),
                    new HostileRule("TTAG without a transfer", TransferRules::tagOver),
                    new HostileRule("TTAG before its R2T", TransferRules::tagEarly),
                    new HostileRule("CCCID", TransferRules::cccid),
                    new HostileRule("DATAO", TransferRules::datao),
                    new HostileRule("data beyond the transfer", TransferRules::beyond),
                    new HostileRule("DATAL", TransferRules::datal),
                    new HostileRule("LAST_PDU", TransferRules::last),
                    new HostileRule("data digest of H2CData", TransferRules::dataDigest));

    private TransferRules() {}

    /** A good PDU that the transfer goes on with, not to its end. */
    private static RawPdu part(HostileCase c, Transfer t) {
        int length = t.left() == 1 ? 1 : 1 + c.random.nextInt(t.left() - 1);
        return part(c, t, t.sent(), length);
    }

    private static RawPdu part(HostileCase c, Transfer t, int from, int length) {
        byte[] part = Arrays.copyOfRange(t.data(), from, from + length);
        boolean last = from + length == t.data().length;
        return RawPdu.data(c.wire, t.asked().cid(), t.asked().ttag(), from, part, last);
    }

    private static void hlen(HostileCase c) {
        Transfer t = c.transfer();
        int hlen = HandshakeRules.other(c.random, LENGTH, 256);
        c.fatal(t.host(), part(c, t).put8(2, hlen), COMMON, FIELD, 2);
    }

    private static void plen(HostileCase c) {
        Transfer t = c.transfer();
        RawPdu pdu = part(c, t);
        c.fatal(t.host(), pdu.put32(4, c.random.nextInt(pdu.end() + 1)), COMMON, FIELD, 4);
    }

    private static void headerFlag(HostileCase c) {
        Transfer t = c.transfer();
        RawPdu pdu = part(c, t);
        c.fatal(t.host(), pdu.put8(1, pdu.get8(1) ^ RawPdu.HDGSTF), COMMON, FIELD, 1);
    }

    private static void dataFlag(HostileCase c) {
        Transfer t = c.transfer();
        RawPdu pdu = part(c, t);
        c.fatal(t.host(), pdu.put8(1, pdu.get8(1) ^ RawPdu.DDGSTF), COMMON, FIELD, 1);
    }

    private static void pdo(HostileCase c) {
        Transfer t = c.transfer();
        RawPdu pdu = part(c, t);
        c.fatal(t.host(), pdu.put8(3, CapsuleRules.badOffset(c, pdu)), COMMON, FIELD, 3);
    }

    private static void headerDigest(HostileCase c) {
        Transfer t = c.hdgst(true).transfer();
        RawPdu pdu = part(c, t).damageHeader(1 << c.random.nextInt(32));
        c.fatal(t.host(), pdu, LENGTH, HEADER_DIGEST, pdu.headerDigest());
    }

    private static void unknownTag(HostileCase c) {
        Transfer t = c.transfer();
        int never = HostileCase.QUEUE_ENTRIES + 8 + c.random.nextInt(0xff00);
        RawPdu pdu = part(c, t).put16(TTAG, c.random.nextBoolean() ? 0 : never);
        c.fatal(t.host(), pdu, LENGTH, SEQUENCE, 0);
    }

    private static void tagOver(HostileCase c) {
        Transfer t = c.transfer();
        t.host().answer(t.asked(), t.data(), t.sent());
        assertEquals(0, t.host().next(HostileHost.CAPSULE_RESP).status());
        c.fatal(t.host(), part(c, t), LENGTH, FIELD, TTAG);
    }

    /** A host that reads nothing guesses the tag of an R2T that is still with us. */
    private static void tagEarly(HostileCase c) {
        HostileHost host = c.io(HostileCase.QUEUE_ENTRIES, 0);
        host.stream.stuck(true);
        int first = host.cid();
        host.send(host.capsule(HostCommand.of(0x00, 1), first, false));
        byte[] data = c.blocks(2);
        int cid = host.cid();
        host.send(host.capsule(c.write(data), cid, false));
        RawPdu pdu = RawPdu.data(c.wire, cid, 2, 0, data, true);
        host.send(pdu);
        host.stream.stuck(false);
        c.target.run();
        HostileHost.completion(host.next(HostileHost.CAPSULE_RESP), first);
        c.terminated(host, Arrays.copyOf(pdu.bytes(), LENGTH), FIELD, TTAG);
    }

    private static void cccid(HostileCase c) {
        Transfer t = c.transfer();
        int other = HandshakeRules.other(c.random, t.asked().cid(), 1 << 16);
        c.fatal(t.host(), part(c, t).put16(8, other), LENGTH, SEQUENCE, 0);
    }

    private static void datao(HostileCase c) {
        Transfer t = c.transfer();
        int wrong = HandshakeRules.other(c.random, t.sent(), Integer.MAX_VALUE);
        c.fatal(t.host(), part(c, t).put32(12, wrong), LENGTH, OUT_OF_RANGE, 0);
    }

    private static void beyond(HostileCase c) {
        Transfer t = c.transfer();
        int length = t.left() + 1 + c.random.nextInt(Integer.MAX_VALUE - t.left());
        RawPdu pdu = part(c, t).put32(16, c.random.nextInt(8) == 0 ? -1 : length);
        c.fatal(t.host(), pdu, LENGTH, OUT_OF_RANGE, 0);
    }

    /** DATAL does not fit PLEN. */
    private static void datal(HostileCase c) {
        Transfer t = c.transfer();
        RawPdu pdu = part(c, t);
        int wrong = HandshakeRules.other(c.random, pdu.get32(16), t.left() + 1);
        c.fatal(t.host(), pdu.put32(16, wrong), LENGTH, FIELD, 4);
    }

    private static void last(HostileCase c) {
        Transfer t = c.transfer();
        RawPdu pdu = c.random.nextBoolean() ? part(c, t) : part(c, t, t.sent(), t.left());
        c.fatal(t.host(), pdu.put8(1, pdu.get8(1) ^ RawPdu.LAST), LENGTH, FIELD, 1);
    }

    /** It costs the command, when all of its data has come, and not the connection. */
    private static void dataDigest(HostileCase c) {
        Transfer t = c.ddgst(true).transfer();
        RawPdu pdu = part(c, t);
        int length = pdu.get32(16);
        t.host().send(pdu.damageData(1 << c.random.nextInt(32)));
        if (length < t.left()) {
            t.host().answer(t.asked(), t.data(), t.sent() + length);
        }
        HostileHost.Reply reply = t.host().next(HostileHost.CAPSULE_RESP);
        assertEquals(
                Status.COMMAND_TRANSIENT_TRANSPORT_ERROR,
                HostileHost.completion(reply, t.asked().cid()).status());
        c.writeAndRead(t.host());
    }
}
