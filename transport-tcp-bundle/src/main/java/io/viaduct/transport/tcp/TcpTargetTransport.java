package io.viaduct.transport.tcp;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportPlugin;

import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** NVMe/TCP as a service: makes the transport of each target. */
@TransportPlugin("TCP")
@Component(property = TargetTransport.NAME + "=TCP")
public final class TcpTargetTransport implements TargetTransport {
    private static final int ENOMEM = -12;

    /** SPDK's defaults, but for keep alive, whose granularity is the finest there is. */
    private static final TransportOptions DEFAULTS =
            new TransportOptions(128, 127, 4096, 131072, 131072, 128, 1, 1, 0);

    @Override
    public String trtype() {
        return "TCP";
    }

    @Override
    public int trtypeCode() {
        return 3;
    }

    @Override
    public TransportOptions defaults() {
        return DEFAULTS;
    }

    @Override
    public Set<String> optionNames() {
        return TcpOptions.NAMES;
    }

    @Override
    public void probe(TransportId address, int timeoutMs) throws IOException {
        TcpProbe.ask(address, timeoutMs);
    }

    @Override
    public Transport create(
            TransportContext context, TransportOptions options, Map<String, Object> specific)
            throws RpcException {
        TcpOptions tcp = TcpOptions.of(specific);
        try {
            return TcpTransport.open(context, options, tcp);
        } catch (IOException e) {
            throw new RpcException(ENOMEM, "Cannot allocate memory", e.getMessage());
        }
    }
}
