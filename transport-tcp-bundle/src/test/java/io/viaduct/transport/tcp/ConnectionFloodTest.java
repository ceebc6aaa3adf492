package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;
import io.viaduct.testkit.TestMemory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** More connections than a reactor takes. */
@ExtendWith(QuietTransport.class)
class ConnectionFloodTest {
    private static final int MORE = 10;

    private final FakeCore core = new FakeCore();

    @Test
    @Proves("wire connection flood")
    void shouldRefuseConnectionsBeyondItsBoundAndServeTheOthers() throws Exception {
        TcpTargetTransport transport = new TcpTargetTransport();
        try (TestMemory memory = new TestMemory()) {
            core.memory = memory;
            transport
                    .create(core, transport.defaults(), Map.of())
                    .listen(new TransportId("TCP", "IPv4", "127.0.0.1", "4420"));
            List<FakeStream> crowd = new ArrayList<>();
            for (int i = 0; i < TcpPollGroup.CONNECTIONS_MAX; i++) {
                crowd.add(core.connect());
            }
            for (int i = 0; i < MORE; i++) {
                assertTrue(core.connect().closed);
            }
            assertTrue(crowd.stream().noneMatch(host -> host.closed));
            FakeStream served = crowd.removeFirst();
            assertIsServed(served);
            crowd.removeLast().hangUp();
            assertIsServed(core.connect());
            assertTrue(core.connect().closed);
            core.reactor.elapse(TcpPollGroup.IC_REQ_TIMEOUT_NS);
            assertTrue(crowd.stream().allMatch(host -> host.closed), "they have said nothing");
            assertFalse(served.closed);
        }
    }

    private static void assertIsServed(FakeStream host) {
        host.deliver(RawPdu.initialize(WireOptions.NONE).bytes(), 128);
        assertEquals(128, host.takeSent().length);
    }
}
