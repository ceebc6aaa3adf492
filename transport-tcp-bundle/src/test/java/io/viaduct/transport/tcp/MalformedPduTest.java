package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.HexFormat;
import java.util.Map;

/** Each rule for PDUs, broken by bytes that were written by hand, and the exact answer. */
@ExtendWith(QuietTransport.class)
class MalformedPduTest {
    private static final String IC_REQ = "0000800080000000";
    private static final String SQE = "01400500" + "00".repeat(20);
    private static final String SQE_END = "00".repeat(24);
    private static final String BY_TRANSPORT_512 = "0000000000000000" + "00020000" + "0000005a";
    private static final String DATA_512 = "ab".repeat(512);
    private static final int ECHO_COMMON = 8;
    private static final int ECHO_CAPSULE = 72;
    private static final int ECHO_DATA = 24;
    private static final int ECHO_IC = 128;

    private final FakeCore core = new FakeCore();
    private FakeStream host;

    @BeforeEach
    void connect() throws Exception {
        TcpTargetTransport transport = new TcpTargetTransport();
        transport
                .create(core, transport.defaults(), Map.of())
                .listen(new TransportId("TCP", "IPv4", "127.0.0.1", "4420"));
        host = core.connect();
    }

    /** ICReq with these digests and this alignment. */
    private void initialize(int digests, int pda) {
        deliver(IC_REQ + "0000%02x%02x".formatted(pda, digests) + "00".repeat(116));
        assertEquals(128, host.takeSent().length);
    }

    /** A write of 512 bytes under identifier 5 that is asked for its data with tag 1. */
    private void transferring() {
        initialize(0, 0);
        deliver("0400480048000000" + SQE + BY_TRANSPORT_512 + SQE_END);
        String asked = "0900180018000000" + "0500" + "0100" + "00000000" + "00020000";
        assertEquals(asked + "00000000", HexFormat.of().formatHex(host.takeSent()));
    }

    private static String capsule(String common, String sgl, String data) {
        return common + SQE + sgl + SQE_END + data;
    }

    private void deliver(String hex) {
        host.deliver(HexFormat.of().parseHex(hex), 4096);
    }

    private void refused(String hex, int echoed, int fes, int fei) {
        deliver(hex + "00".repeat(100));
        String answer =
                "03001800%02x000000".formatted(24 + echoed)
                        + "%02x00".formatted(fes)
                        + HexFormat.of().toHexDigits(Integer.reverseBytes(fei))
                        + "00".repeat(10)
                        + hex.substring(0, 2 * echoed);
        assertEquals(answer, HexFormat.of().formatHex(host.takeSent()));
        assertFalse(host.closed, "the host is to read the answer first");
        core.reactor.elapse(TcpPollGroup.TERM_REQ_TIMEOUT_NS);
        assertTrue(host.closed);
    }

    @Test
    @Proves("wire ICReq PFV")
    void shouldRefuseAnotherFormatVersion() {
        refused(IC_REQ + "0100" + "00".repeat(118), ECHO_IC, 1, 8);
    }

    @Test
    @Proves("wire ICReq HPDA")
    void shouldRefuseAnAlignmentAbove31() {
        refused(IC_REQ + "000020" + "00".repeat(117), ECHO_IC, 1, 10);
    }

    @Test
    @Proves("wire ICReq HLEN")
    void shouldRefuseAnIcReqOfAnotherHeaderLength() {
        refused("0000480080000000", ECHO_COMMON, 1, 2);
    }

    @Test
    @Proves("wire ICReq PLEN")
    void shouldRefuseAnIcReqOfAnotherLength() {
        refused("0000800081000000", ECHO_COMMON, 1, 4);
    }

    @Test
    @Proves("wire ICReq digest flags")
    void shouldRefuseAnIcReqWithDigests() {
        refused("0001800080000000", ECHO_COMMON, 1, 1);
    }

    @Test
    @Proves("wire ICReq first")
    void shouldRefuseACapsuleBeforeIcReq() {
        refused("0400480048000000", ECHO_COMMON, 2, 0);
    }

    @Test
    @Proves("wire ICReq once")
    void shouldRefuseASecondIcReq() {
        initialize(0, 0);
        refused(IC_REQ, ECHO_COMMON, 2, 0);
    }

    @Test
    @Proves("wire PDU type unknown")
    void shouldRefuseATypeThatIsNone() {
        initialize(0, 0);
        refused("0800180018000000", ECHO_COMMON, 1, 0);
    }

    @Test
    @Proves("wire PDU type of a controller")
    void shouldRefuseATypeOfControllers() {
        initialize(0, 0);
        refused("0500180018000000", ECHO_COMMON, 1, 0);
    }

    @Test
    @Proves("wire H2CTermReq HLEN")
    void shouldRefuseATerminationOfAnotherHeaderLength() {
        refused("0200190020000000", ECHO_COMMON, 1, 2);
    }

    @Test
    @Proves("wire H2CTermReq PLEN")
    void shouldRefuseATerminationWithoutTheOffendingHeader() {
        refused("0200180018000000", ECHO_COMMON, 1, 4);
    }

    @Test
    @Proves("wire H2CTermReq digest flags")
    void shouldRefuseATerminationWithDigests() {
        refused("0201180020000000", ECHO_COMMON, 1, 1);
    }

    @Test
    @Proves("wire CapsuleCmd HLEN")
    void shouldRefuseACapsuleOfAnotherHeaderLength() {
        initialize(0, 0);
        refused("0400470048000000", ECHO_COMMON, 1, 2);
    }

    @Test
    @Proves("wire CapsuleCmd PLEN")
    void shouldRefuseACapsuleThatIsTooShort() {
        initialize(0, 0);
        refused("0400480047000000", ECHO_COMMON, 1, 4);
    }

    @Test
    @Proves("wire CapsuleCmd HDGSTF")
    void shouldRefuseACapsuleWithoutTheHeaderDigestThatWasAgreedOn() {
        initialize(1, 0);
        refused("0400480048000000", ECHO_COMMON, 1, 1);
    }

    @Test
    @Proves("wire CapsuleCmd DDGSTF")
    void shouldRefuseCapsuleDataWithoutTheDigestThatWasAgreedOn() {
        initialize(2, 0);
        refused("0400484848020000", ECHO_COMMON, 1, 1);
    }

    @Test
    @Proves("wire CapsuleCmd DDGSTF")
    void shouldRefuseADataDigestWithoutData() {
        initialize(2, 0);
        refused("0402480048000000", ECHO_COMMON, 1, 1);
    }

    @Test
    @Proves("wire CapsuleCmd PDO")
    void shouldRefuseCapsuleDataThatIsNotAligned() {
        initialize(0, 3);
        refused("040048484c020000", ECHO_COMMON, 1, 3);
    }

    @Test
    @Proves("wire header digest")
    void shouldRefuseAWrongHeaderDigest() {
        initialize(1, 0);
        refused(
                capsule("040148004c000000", BY_TRANSPORT_512, "efbeadde"),
                ECHO_CAPSULE,
                3,
                0xdeadbeef);
    }

    @Test
    @Proves("wire SGL type")
    void shouldRefuseAKeyedDescriptor() {
        initialize(0, 0);
        String keyed = "0000000000000000" + "00020000" + "00000040";
        refused(capsule("0400480048000000", keyed, ""), ECHO_CAPSULE, 6, 40);
    }

    @Test
    @Proves("wire SGL offset")
    void shouldRefuseAnOffsetIntoTheCapsule() {
        initialize(0, 0);
        String offset = "0100000000000000" + "00020000" + "00000001";
        refused(capsule("0400484848020000", offset, DATA_512), ECHO_CAPSULE, 6, 32);
    }

    @Test
    @Proves("wire SGL length")
    void shouldRefuseCapsuleDataOfAnotherLengthThanItsDescriptor() {
        initialize(0, 0);
        String shorter = "0000000000000000" + "00010000" + "00000001";
        refused(capsule("0400484848020000", shorter, DATA_512), ECHO_CAPSULE, 1, 4);
    }

    @Test
    @Proves("wire in-capsule limit")
    void shouldRefuseMoreThanACapsuleMayCarry() {
        initialize(0, 0);
        String larger = "0000000000000000" + "01100000" + "00000001";
        String data = "00".repeat(4097);
        refused(capsule("0400484849100000", larger, data), ECHO_CAPSULE, 5, 0);
    }

    @Test
    @Proves("wire data without a descriptor")
    void shouldRefuseDataThatNoDescriptorNames() {
        initialize(0, 0);
        String common = "0400484848020000";
        refused(capsule(common, BY_TRANSPORT_512, DATA_512), ECHO_CAPSULE, 1, 4);
    }

    @Test
    @Proves("wire H2CData HLEN")
    void shouldRefuseDataOfAnotherHeaderLength() {
        transferring();
        refused("0604200018020000", ECHO_COMMON, 1, 2);
    }

    @Test
    @Proves("wire H2CData PLEN")
    void shouldRefuseDataWithoutData() {
        transferring();
        refused("0604181818000000", ECHO_COMMON, 1, 4);
    }

    @Test
    @Proves("wire H2CData HDGSTF")
    void shouldRefuseDataWithAHeaderDigestThatWasNotAgreedOn() {
        transferring();
        refused("0605181c1c020000", ECHO_COMMON, 1, 1);
    }

    @Test
    @Proves("wire H2CData DDGSTF")
    void shouldRefuseDataWithADigestThatWasNotAgreedOn() {
        transferring();
        refused("060618181c020000", ECHO_COMMON, 1, 1);
    }

    @Test
    @Proves("wire H2CData PDO")
    void shouldRefuseDataThatBeginsInItsHeader() {
        transferring();
        refused("0604181418020000", ECHO_COMMON, 1, 3);
    }

    @Test
    @Proves("wire H2CData header digest")
    void shouldRefuseDataWithAWrongHeaderDigest() {
        initialize(1, 0);
        refused("0605181c1c020000" + "00".repeat(16) + "78563412", ECHO_DATA, 3, 0x12345678);
    }

    /** 512 bytes that are asked for, but for what the header says. */
    private void refusedData(String common, String header, int fes, int fei) {
        transferring();
        refused(common + header + "00000000" + DATA_512, ECHO_DATA, fes, fei);
    }

    @Test
    @Proves("wire TTAG unknown")
    void shouldRefuseATagThatWasNeverGiven() {
        refusedData("0604181818020000", "0500" + "0900" + "00000000" + "00020000", 2, 0);
    }

    @Test
    @Proves("wire TTAG unknown")
    void shouldRefuseTagZero() {
        refusedData("0604181818020000", "0500" + "0000" + "00000000" + "00020000", 2, 0);
    }

    @Test
    @Proves("wire TTAG without a transfer")
    void shouldRefuseATagWhoseTransferIsOver() {
        transferring();
        String all = "0604181818020000" + "05000100" + "00000000" + "00020000" + "00000000";
        deliver(all + DATA_512);
        assertEquals(1, core.executed.size());
        refused(all + DATA_512, ECHO_DATA, 1, 10);
    }

    @Test
    @Proves("wire TTAG before its R2T")
    void shouldRefuseATagThatTheHostHasGuessed() {
        initialize(0, 0);
        host.holdSends(true);
        deliver("0400480048000000" + "0040" + "0700" + SQE.substring(8) + "00".repeat(40));
        core.executed.getFirst().complete();
        core.reactor.runTasks();
        deliver("0400480048000000" + SQE + BY_TRANSPORT_512 + SQE_END);
        String data = "0604181818020000" + "05000200" + "00000000" + "00020000" + "00000000";
        deliver(data + DATA_512);
        assertEquals(24, host.takeSent().length, "the answer that is stuck");
        assertEquals(1, core.executed.size());
        host.holdSends(false);
        String answer = "0300180030000000" + "0100" + "0a000000" + "00".repeat(10) + data;
        assertEquals(answer, HexFormat.of().formatHex(host.takeSent()));
    }

    @Test
    @Proves("wire CCCID")
    void shouldRefuseDataOfAnotherCommand() {
        refusedData("0604181818020000", "0600" + "0100" + "00000000" + "00020000", 2, 0);
    }

    @Test
    @Proves("wire DATAO")
    void shouldRefuseDataOutOfOrder() {
        refusedData("0604181818020000", "0500" + "0100" + "04000000" + "00020000", 4, 0);
    }

    @Test
    @Proves("wire data beyond the transfer")
    void shouldRefuseMoreDataThanWasAskedFor() {
        refusedData("060418181c020000", "0500" + "0100" + "00000000" + "04020000", 4, 0);
    }

    @Test
    @Proves("wire DATAL")
    void shouldRefuseALengthThatDoesNotFitThePdu() {
        refusedData("0600181818020000", "0500" + "0100" + "00000000" + "fc010000", 1, 4);
    }

    @Test
    @Proves("wire LAST_PDU")
    void shouldRefuseTheLastDataWithoutItsFlag() {
        refusedData("0600181818020000", "0500" + "0100" + "00000000" + "00020000", 1, 1);
    }

    @Test
    @Proves("wire H2CTermReq")
    void shouldCloseWithoutAnAnswerWhenTheHostTerminates() {
        initialize(0, 0);
        deliver("0200180020000000" + "0100" + "00".repeat(22));
        assertEquals(0, host.takeSent().length);
        assertTrue(host.closed);
    }

    @Test
    @Proves("wire in-capsule limit")
    void shouldTakeAllThatACapsuleMayCarry() {
        initialize(0, 0);
        String largest = "0000000000000000" + "00100000" + "00000001";
        deliver(capsule("0400484848100000", largest, "00".repeat(4096)));
        assertEquals(0, host.takeSent().length);
        assertEquals(1, core.executed.size());
    }
}
