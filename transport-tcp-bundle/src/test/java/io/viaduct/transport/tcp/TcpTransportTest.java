package io.viaduct.transport.tcp;

import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.TransportId;
import io.viaduct.testkit.TransportContract;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostQueue;

import java.io.IOException;
import java.net.InetSocketAddress;

/** NVMe/TCP keeps to the contract of all transports. */
class TcpTransportTest extends TransportContract {
    @Override
    protected TargetTransport transport() {
        return new TcpTargetTransport();
    }

    @Override
    protected TransportId address() {
        return new TransportId("TCP", "IPv4", "127.0.0.1", "0");
    }

    @Override
    protected HostConnection connect(TransportId listening) throws IOException {
        int port = Integer.parseInt(listening.trsvcid());
        return new HostQueue(new InetSocketAddress(listening.traddr(), port), digests(), digests());
    }

    @Override
    protected boolean keepsConnections() {
        return true;
    }

    /** Whether headers and data carry digests. */
    boolean digests() {
        return false;
    }
}
