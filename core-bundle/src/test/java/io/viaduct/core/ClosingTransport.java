package io.viaduct.core;

import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;

import java.io.IOException;
import java.util.Map;

/** Listens at real sockets and closes every connection at once. */
final class ClosingTransport implements TargetTransport {
    volatile boolean closed;

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
            TransportContext context, TransportOptions options, Map<String, Object> specific) {
        return new Wire(context);
    }

    private final class Wire implements Transport {
        private final TransportContext context;

        Wire(TransportContext context) {
            this.context = context;
        }

        @Override
        public Map<String, Object> specific() {
            return Map.of();
        }

        @Override
        public Listener listen(TransportId address) throws IOException {
            StreamListener socket =
                    context.listen(
                            address,
                            new StreamOptions(16, 0),
                            (stream, listener) -> stream.close());
            return new Listener() {
                @Override
                public TransportId address() {
                    return socket.address();
                }

                @Override
                public void stop() {
                    socket.close();
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
