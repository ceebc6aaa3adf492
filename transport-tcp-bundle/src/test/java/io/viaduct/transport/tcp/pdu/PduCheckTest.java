package io.viaduct.transport.tcp.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.conformance.Proves;
import io.viaduct.transport.tcp.Bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PduCheckTest {
    @ParameterizedTest
    @CsvSource({
        // ICReq, H2CTermReq, CapsuleCmd without and with data, H2CData
        "0000800080000000, false, false, false",
        "0200180020000000, true, false, false",
        "0400480048000000, true, false, false",
        "0400484848100000, true, false, false",
        "0401484c4c100000, true, true, false",
        "0403484c50100000, true, true, true",
        "0604181818100000, true, false, false",
    })
    void shouldAcceptGoodHeaders(String hex, boolean initialized, boolean hdgst, boolean ddgst) {
        assertNull(PduCheck.common(Bytes.of(hex), initialized, hdgst, ddgst, 0));
    }

    @ParameterizedTest
    @CsvSource({
        // what, header, initialized, hdgst, FES, FEI
        "unknown type, 0800180018000000, true, false, 1, 0",
        "type of the other direction, 0500180018000000, true, false, 1, 0",
        "second ICReq, 0000800080000000, true, false, 2, 0",
        "capsule before ICReq, 0400480048000000, false, false, 2, 0",
        "ICReq with a wrong HLEN, 0000480080000000, false, false, 1, 2",
        "ICReq with a wrong PLEN, 0000800081000000, false, false, 1, 4",
        "capsule with a wrong HLEN, 0400470048000000, true, false, 1, 2",
        "capsule too short, 0400480047000000, true, false, 1, 4",
        "digest not agreed on, 040148004c000000, true, false, 1, 1",
        "digest missing, 0400480048000000, true, true, 1, 1",
        "data offset before the header ends, 0400484048100000, true, false, 1, 3",
        "data offset odd, 0400484a4a100000, true, false, 1, 3",
        "data offset behind the end, 04004860 50000000, true, false, 1, 3",
        "termination without data, 0200180018000000, true, false, 1, 4",
        "termination too long, 0200180099000000, true, false, 1, 4",
        "data without data, 0604181818000000, true, false, 1, 4",
    })
    void shouldRefuse(
            String what, String hex, boolean initialized, boolean hdgst, int fes, int fei) {
        Verdict verdict = PduCheck.common(Bytes.of(hex), initialized, hdgst, false, 0);

        assertNotNull(verdict, what);
        assertEquals(fes, verdict.fes(), what);
        assertEquals(fei, verdict.fei(), what);
    }

    @ParameterizedTest
    @CsvSource({
        "good, 5, 4096, 4096, 4, 0, 0",
        "wrong command, 6, 4096, 4096, 4, 2, 0",
        "wrong offset, 5, 0, 4096, 4, 4, 0",
        "not last, 5, 4096, 4096, 0, 1, 1",
        "too long, 5, 4096, 8192, 4, 4, 0",
        "nothing, 5, 4096, 0, 4, 1, 4",
    })
    void shouldCheckDataAgainstItsTransfer(
            String what, int cccid, int offset, int length, int flags, int fes, int fei) {
        long pdu = Bytes.memory(32);
        DataPdu.toController(pdu, cccid, 1, DataPdu.LENGTH, offset, length, flags);
        Verdict verdict = PduCheck.data(pdu, false, 5, 4096, 8192, 131072);

        assertEquals(fes, verdict == null ? 0 : verdict.fes(), what);
        assertEquals(fei, verdict == null ? 0 : verdict.fei(), what);
    }

    @Test
    void shouldHoldHostsToMaxh2cdata() {
        long pdu = Bytes.memory(32);
        DataPdu.toController(pdu, 5, 1, DataPdu.LENGTH, 0, 8192, Pdu.LAST_PDU);

        assertEquals(5, PduCheck.data(pdu, false, 5, 0, 8192, 4096).fes());
    }

    @ParameterizedTest
    @CsvSource({
        "in-capsule, 0000000000000000 00100000 000000 01, 4096, 0, 0",
        "by transport, 0000000000000000 00000200 000000 5a, 0, 0, 0",
        "none, 0000000000000000 00000000 000000 00, 0, 0, 0",
        "offset, 0100000000000000 00100000 000000 01, 4096, 6, 32",
        "too long, 0000000000000000 01200000 000000 01, 8193, 5, 0",
        "other length, 0000000000000000 00100000 000000 01, 512, 1, 4",
        "address, 0000000000000000 00100000 000000 00, 0, 6, 40",
        "keyed, 0000000000000000 00100000 000000 40, 0, 6, 40",
        "data nobody named, 0000000000000000 00000200 000000 5a, 512, 1, 4",
    })
    @Proves("features 3.1 SGL descriptors")
    void shouldCheckTheSgl(String what, String sgl, long inCapsule, int fes, int fei) {
        Verdict verdict = PduCheck.sgl(Bytes.of(sgl), inCapsule, 8192);

        assertEquals(fes, verdict == null ? 0 : verdict.fes(), what);
        assertEquals(fei, verdict == null ? 0 : verdict.fei(), what);
    }
}
