package io.viaduct.testkit;

import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.TransportId;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.loop.LoopTransport;

import java.io.IOException;

/** The loop keeps to the contract, which proves both. */
class LoopTransportTest extends TransportContract {
    private final LoopTransport loop = new LoopTransport();

    @Override
    protected TargetTransport transport() {
        return loop;
    }

    @Override
    protected TransportId address() {
        return new TransportId("LOOP", "", "here", "");
    }

    @Override
    protected HostConnection connect(TransportId listening) throws IOException {
        return loop.connect(listening);
    }
}
