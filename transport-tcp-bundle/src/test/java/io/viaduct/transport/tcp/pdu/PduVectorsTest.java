package io.viaduct.transport.tcp.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.conformance.Proves;
import io.viaduct.transport.tcp.Bytes;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** PDUs against bytes written down by hand from the specification's figures. */
class PduVectorsTest {
    private final long pdu = Bytes.memory(256);

    @Test
    @Proves("features 3.1 ICReq and ICResp")
    void shouldBuildTheResponseThatLinuxAccepts() {
        InitializeConnection.response(pdu, 0, 3, 131072);

        assertEquals(
                "0100800080000000" + "0000" + "00" + "03" + "00000200" + "00".repeat(112),
                Bytes.hex(pdu, InitializeConnection.LENGTH));
    }

    @Test
    void shouldReadARequestOfTheLinuxKernel() {
        long request = Bytes.of("0000800080000000 0000 00 01 00000000" + "00".repeat(112));

        assertEquals(PduType.IC_REQ, Pdu.type(request));
        assertEquals(128, Pdu.hlen(request));
        assertEquals(128, Pdu.plen(request));
        assertEquals(InitializeConnection.HDGST_ENABLE, InitializeConnection.digests(request));
        assertEquals(0, InitializeConnection.limit(request));
    }

    @Test
    @Proves("features 3.1 header digest")
    void shouldBuildAResponseCapsuleWithItsDigest() {
        long cqe = Bytes.memory(16);
        Capsule.response(pdu, cqe, true);
        int digest = new Crc32c().of(pdu, Capsule.RESPONSE_LENGTH);

        assertEquals("050118001c000000" + "00".repeat(16), Bytes.hex(pdu, 24));
        assertEquals("9b120389", littleEndian(digest));
    }

    @Test
    void shouldBuildAnR2t() {
        ReadyToTransfer.write(pdu, 0x1234, 0x0007, 0, 0x20000, false);

        assertEquals(
                "0900180018000000" + "3412" + "0700" + "00000000" + "00000200" + "00000000",
                Bytes.hex(pdu, ReadyToTransfer.LENGTH));
    }

    @Test
    void shouldBuildDataToTheHostWithDigestsAndPadding() {
        int pdo = DataPdu.dataOffset(true, 15);
        DataPdu.toHost(pdu, 0x0042, pdo, 4096, Pdu.LAST_PDU | Pdu.HDGSTF | Pdu.DDGSTF);

        assertEquals(64, pdo);
        assertEquals(64 + 4096 + 4, Pdu.plen(pdu));
        assertEquals(
                "0707184044100000" + "4200" + "0000" + "00000000" + "00100000" + "00000000",
                Bytes.hex(pdu, DataPdu.LENGTH));
    }

    @Test
    @Proves("features 3.1 TermReq")
    void shouldBuildATerminationWithTheOffendingHeader() {
        long bad = Bytes.of("04004800ff000000");
        int length = TerminateConnection.write(pdu, Verdict.field(4, "plen"), bad, 8);

        assertEquals(32, length);
        assertEquals(
                "0300180020000000" + "0100" + "04000000" + "00".repeat(10) + "04004800ff000000",
                Bytes.hex(pdu, length));
    }

    @Test
    void shouldComputeThePublishedDigests() {
        Crc32c crc = new Crc32c();
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        long memory = Bytes.memory(32);
        Bytes.put(memory, digits);

        assertEquals(0xE3069283, crc.of(memory, 9));
        assertEquals(0x8A9136AA, crc.of(Bytes.memory(32), 32));
        assertEquals(0x62A8AB43, crc.of(Bytes.of("ff".repeat(32)), 32));
    }

    @Test
    void shouldComputeADigestOverPieces() {
        Crc32c crc = new Crc32c();
        long one = Bytes.of(HexFormat.of().formatHex("xx1234".getBytes(StandardCharsets.US_ASCII)));
        long two = Bytes.of(HexFormat.of().formatHex("56789".getBytes(StandardCharsets.US_ASCII)));
        SegmentList list = new SegmentList(Bytes.memory(64), 4);
        list.add(one, 6);
        list.add(two, 5);

        assertEquals(0xE3069283, crc.of(list, 2, 9));
    }

    private static String littleEndian(int digest) {
        long at = Bytes.memory(4);
        io.viaduct.api.memory.Native.putI32(at, digest);
        return Bytes.hex(at, 4);
    }
}
