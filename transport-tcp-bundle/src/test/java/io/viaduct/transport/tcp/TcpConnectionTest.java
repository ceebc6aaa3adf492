package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.conformance.Proves;
import io.viaduct.transport.tcp.FakeCore.FakeRequest;
import io.viaduct.transport.tcp.pdu.Crc32c;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** A connection between a scripted host and a scripted core. */
class TcpConnectionTest {
    /** Bytes of the smallest large buffer there can be (iobuf_set_options). */
    private static final int BUFFER_BYTES_MIN = 8192;

    private final FakeCore core = new FakeCore();
    private FakeStream host;
    private Wire wire;

    @BeforeEach
    void connect() throws Exception {
        TcpTargetTransport transport = new TcpTargetTransport();
        transport
                .create(core, transport.defaults(), Map.of())
                .listen(new TransportId("TCP", "IPv4", "127.0.0.1", "4420"));
        host = core.connect();
    }

    private void initialize(boolean hdgst, boolean ddgst) {
        wire = new Wire(hdgst, ddgst);
        host.deliver(wire.initialize(), 128);
        assertEquals(128, host.takeSent().length);
    }

    private FakeRequest only() {
        assertEquals(1, core.executed.size());
        return core.executed.getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, false",
        "7, true, false",
        "100, false, true",
        "5000, true, true",
        "1, true, true"
    })
    @Proves("features 3.1 in-capsule data")
    void shouldPlaceInCapsuleDataHoweverTheBytesArrive(int piece, boolean hdgst, boolean ddgst) {
        initialize(hdgst, ddgst);
        byte[] data = Wire.pattern(4096, 3);

        host.deliver(wire.write(9, data), piece);

        assertArrayEquals(data, only().received());
    }

    @ParameterizedTest
    @CsvSource({"1000, false, false", "13, true, true", "200000, true, true", "1, false, true"})
    @Proves("features 3.1 R2T")
    void shouldAskForDataAndPlaceIt(int piece, boolean hdgst, boolean ddgst) {
        initialize(hdgst, ddgst);
        byte[] data = Wire.pattern(65536, 5);
        host.deliver(wire.command(1, 0x1234, data.length), piece);
        byte[] r2t = host.takeSent();

        assertEquals(9, r2t[0]);
        int ttag = r2t[10] & 0xff;
        host.deliver(wire.data(0x1234, ttag, 0, Wire.slice(data, 0, 20000), false), piece);
        assertEquals(0, core.executed.size());
        host.deliver(wire.data(0x1234, ttag, 20000, Wire.slice(data, 20000, 45536), true), piece);

        assertArrayEquals(data, only().received());
    }

    @Test
    void shouldSendDataAndResponse() {
        initialize(false, false);
        host.deliver(wire.command(2, 77, 512), 72);
        only().complete();
        byte[] sent = host.takeSent();

        assertEquals(24 + 512 + 24, sent.length);
        assertEquals(7, sent[0]);
        assertEquals(4, sent[1], "LAST alone: SQ flow control is on");
        assertEquals(7, sent[24 + 1]);
        assertEquals(5, sent[24 + 512]);
        assertEquals(77, sent[24 + 512 + 8 + 12]);
        assertTrue(only().freed);
    }

    @Test
    @Proves("features 3.1 C2H SUCCESS")
    void shouldLetDataStandForTheResponseWithoutSqFlowControl() {
        core.noFlowControl = true;
        initialize(false, false);
        host.deliver(wire.command(2, 77, 512), 72);
        only().complete();
        byte[] sent = host.takeSent();

        assertEquals(24 + 512, sent.length);
        assertEquals(4 | 8, sent[1]);
    }

    @Test
    void shouldGatherAllResponsesOfACycleInOneSend() {
        initialize(false, false);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 4; i++) {
            all.writeBytes(wire.command(0, i, 0));
        }
        host.deliver(all.toByteArray(), 1000);
        int before = host.sends;
        core.executed.forEach(FakeRequest::complete);

        assertEquals(4 * 24, host.takeSent().length);
        assertEquals(1, host.sends - before);
    }

    @Test
    void shouldStopReadingWhileTheQueueIsFull() {
        initialize(false, false);
        for (int i = 0; i < 6; i++) {
            host.deliver(wire.command(0, i, 0), 72);
        }
        assertEquals(4, core.executed.size());

        core.executed.get(1).complete();
        host.takeSent();
        assertEquals(5, core.executed.size());
        core.executed.get(0).complete();
        host.takeSent();
        assertEquals(6, core.executed.size());
    }

    @Test
    void shouldHoldBackCapsuleDataUntilItsRequestIsAdmitted() {
        initialize(false, false);
        core.parking = true;
        byte[] data = Wire.pattern(4096, 1);
        host.deliver(wire.write(1, data), 500);
        host.deliver(wire.command(0, 2, 0), 72);
        assertEquals(0, core.executed.size());

        core.parking = false;
        core.end.onAdmitted(core.parked.getFirst());
        core.reactor.runTasks();

        assertEquals(2, core.executed.size());
        assertArrayEquals(data, core.executed.getFirst().received());
    }

    @Test
    void shouldDiscardDataThatTheCoreDoesNotWant() {
        initialize(false, false);
        byte[] capsule = wire.write(1, new byte[4096]);
        capsule[8] = 0x04;
        host.deliver(capsule, 300);
        host.deliver(wire.command(0, 2, 0), 72);

        assertEquals(2, core.executed.size());
    }

    @Test
    @Proves("features 3.1 data digest")
    void shouldFailOneCommandWhenItsDataDigestIsWrong() {
        initialize(true, true);
        byte[] capsule = wire.write(1, Wire.pattern(512, 2));
        capsule[capsule.length - 1] ^= 1;
        host.deliver(capsule, 4000);
        host.deliver(wire.command(0, 2, 0), 76);

        assertEquals(Status.COMMAND_TRANSIENT_TRANSPORT_ERROR, core.executed.getFirst().status);
        assertEquals(0, core.executed.get(1).status);
        assertTrue(core.stable);
    }

    @Test
    @Proves("features 3.1 TermReq")
    void shouldTerminateOnAWrongHeaderDigestAndCloseLater() {
        initialize(true, false);
        byte[] capsule = wire.command(0, 1, 0);
        capsule[20] ^= 1;
        host.deliver(capsule, 76);
        byte[] sent = host.takeSent();

        assertEquals(3, sent[0]);
        assertEquals(3, sent[8]);
        assertEquals(24 + 72, sent.length);
        assertFalse(host.closed);
        host.deliver(wire.command(0, 2, 0), 76);
        assertEquals(0, core.executed.size());
        core.reactor.elapse(TcpPollGroup.TERM_REQ_TIMEOUT_NS);
        assertTrue(host.closed);
        assertTrue(core.gone);
    }

    @Test
    void shouldTerminateWhenATagWasNeverGiven() {
        initialize(false, false);
        host.deliver(wire.data(1, 9, 0, new byte[512], true), 600);

        byte[] sent = host.takeSent();
        assertEquals(3, sent[0]);
        assertEquals(2, sent[8]);
    }

    @Test
    void shouldFreeWhatItHoldsWhenTheHostVanishes() {
        initialize(false, false);
        host.deliver(wire.command(1, 1, 8192), 72);
        host.deliver(wire.command(0, 2, 0), 72);
        host.holdSends(true);
        host.deliver(wire.command(0, 3, 0), 72);
        core.executed.get(1).complete();
        core.reactor.runTasks();
        FakeRequest atDevice = core.executed.get(0);
        FakeRequest answered = core.executed.get(1);

        host.hangUp();

        assertTrue(core.gone);
        assertTrue(answered.freed);
        assertFalse(atDevice.freed, "the core owns it until the device is done");
        assertEquals(1, core.outstanding);
    }

    @Test
    void shouldCloseAHostThatSaysNothing() {
        core.reactor.elapse(TcpPollGroup.IC_REQ_TIMEOUT_NS);

        assertTrue(host.closed);
        assertTrue(core.gone);
    }

    @Test
    void shouldSendWhatWaitsBeforeItDisconnects() {
        initialize(false, false);
        host.deliver(wire.command(0, 1, 0), 72);
        only().complete();
        core.end.disconnect("test");
        assertFalse(host.closed);

        assertEquals(24, host.takeSent().length);
        assertTrue(host.closed);
    }

    @Test
    void shouldKeepResponsesApartFromASendThatIsNotReleased() {
        initialize(false, false);
        host.deliver(wire.command(0, 7, 0), 72);
        only().complete();
        host.holdSends(true);
        host.deliver(wire.command(1, 1, 512), 72);
        core.reactor.runTasks();
        byte[] sent = host.takeSent();
        int r2t = 24;
        assertEquals(9, sent[r2t]);
        byte[] data = wire.data(1, sent[r2t + 10] & 0xff, 0, new byte[512], true);
        host.deliver(data, 1000);
        FakeRequest written = core.executed.get(1);
        written.complete();
        assertFalse(written.freed);

        host.holdSends(false);

        byte[] response = host.takeSent();
        assertEquals(24, response.length);
        assertEquals(1, response[8 + 12]);
        assertTrue(core.executed.get(0).freed);
        assertTrue(written.freed);
        assertEquals(0, core.outstanding);
    }

    @Test
    void shouldBeKnownToTheCoreBeforeItSaysAnything() {
        core.end.disconnect("transport removed");
        core.reactor.runTasks();

        assertTrue(host.closed);
        assertTrue(core.gone);
    }

    @Test
    void shouldGiveUpWhatIsAdmittedWhileItEnds() {
        initialize(false, false);
        core.parking = true;
        host.deliver(wire.command(1, 1, 512), 72);
        core.end.disconnect("test");

        core.end.onAdmitted(core.parked.getFirst());

        assertTrue(core.parked.getFirst().freed);
        assertEquals(0, host.takeSent().length);
    }

    @Test
    void shouldSendAnAnswerInAsManyPiecesAsTheLargestTransferMayHave() {
        int pieces = TransportOptions.IO_SIZE_MAX / BUFFER_BYTES_MIN;
        FakeRequest request = core.new FakeRequest(null);
        Native.putU8(request.sqe(), 2);
        request.list = new SegmentList(Bytes.memory(pieces * 16L), pieces);
        for (int i = 0; i < pieces; i++) {
            request.list.add(request.buffer + 16L * i, 8);
        }
        request.length = 8L * pieces;
        TcpRequest item = new TcpRequest(0);
        item.start(request, 1);
        item.output = TcpRequest.Output.RESPONSE;
        SendBatch batch = new SendBatch(Bytes.memory(SendBatch.MEMORY_LENGTH));

        assertTrue(batch.add(item, new WireOptions(true, true, 0), false, new Crc32c()));
    }
}
