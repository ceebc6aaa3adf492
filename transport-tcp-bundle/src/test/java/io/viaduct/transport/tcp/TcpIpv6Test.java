package io.viaduct.transport.tcp;

import io.viaduct.api.transport.TransportId;

/** The contract once more over IPv6. */
class TcpIpv6Test extends TcpTransportTest {
    @Override
    protected TransportId address() {
        return new TransportId("TCP", "IPv6", "::1", "0");
    }
}
