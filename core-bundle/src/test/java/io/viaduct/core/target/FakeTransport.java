package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A wire on which nothing comes. Port 13 is taken; port 0 becomes 5000. */
final class FakeTransport implements TargetTransport {
    final List<String> listening = new ArrayList<>();
    boolean closed;
    boolean refusing;

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
        return new TransportOptions(128, 127, 4096, 131072, 131072, 128, 1, 100, 10000);
    }

    @Override
    public Transport create(
            TransportContext context, TransportOptions options, Map<String, Object> specific)
            throws RpcException {
        if (refusing) {
            throw new RpcException(RpcException.INVALID_PARAMS, "Invalid parameters");
        }
        return new Wire(specific);
    }

    @Override
    public Set<String> optionNames() {
        return Set.of("c2h_success");
    }

    private final class Wire implements Transport {
        private final Map<String, Object> given;

        Wire(Map<String, Object> given) {
            this.given = given;
        }

        @Override
        public Map<String, Object> specific() {
            return Map.of("c2h_success", given.getOrDefault("c2h_success", true));
        }

        @Override
        public Listener listen(TransportId address) throws IOException {
            if (address.trsvcid().equals("13")) {
                throw new IOException(address + ": address in use");
            }
            String port = address.trsvcid().equals("0") ? "5000" : address.trsvcid();
            var real = new TransportId("TCP", address.adrfam(), address.traddr(), port);
            listening.add(port);
            return new Listener() {
                @Override
                public TransportId address() {
                    return real;
                }

                @Override
                public void stop() {
                    listening.remove(port);
                }
            };
        }

        @Override
        public byte[] tsas(TransportId address) {
            return new byte[0];
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
