package io.viaduct.testkit.loop;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.testkit.host.HostConnection;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The transport "LOOP". One instance is one network: its addresses are any strings. */
public final class LoopTransport implements TargetTransport {
    /** Discovery log's code of intra-host transports. */
    private static final int INTRA_HOST = 254;

    private static final TransportOptions DEFAULTS =
            new TransportOptions(128, 127, 0, 131072, 131072, 128, 1, 1, 0);

    private final Map<String, TransportContext> listening = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    @Override
    public String trtype() {
        return "LOOP";
    }

    @Override
    public int trtypeCode() {
        return INTRA_HOST;
    }

    @Override
    public TransportOptions defaults() {
        return DEFAULTS;
    }

    @Override
    public Transport create(
            TransportContext context, TransportOptions options, Map<String, Object> specific)
            throws RpcException {
        if (!specific.isEmpty()) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "Invalid parameters",
                    specific.keySet() + " is no option of LOOP");
        }
        return new LoopTarget(context);
    }

    /**
     * Connects a host. Its queue pair lives on one reactor after the other.
     *
     * @throws IOException when nobody listens there
     */
    public HostConnection connect(TransportId address) throws IOException {
        TransportContext context = listening.get(address.traddr());
        if (context == null) {
            throw new IOException("nobody listens at " + address);
        }
        int number = connections.getAndIncrement();
        TransportId peer = new TransportId("LOOP", "", "host" + number, "");
        LoopConnection connection =
                new LoopConnection(
                        context,
                        context.reactors().get(number % context.reactors().size()),
                        address,
                        peer);
        connection.start();
        return connection;
    }

    private final class LoopTarget implements Transport {
        private final TransportContext context;

        LoopTarget(TransportContext context) {
            this.context = context;
        }

        @Override
        public Map<String, Object> specific() {
            return Map.of();
        }

        @Override
        public Listener listen(TransportId address) throws IOException {
            if (listening.putIfAbsent(address.traddr(), context) != null) {
                throw new IOException(address + " is taken");
            }
            return new Listener() {
                @Override
                public TransportId address() {
                    return address;
                }

                @Override
                public void stop() {
                    listening.remove(address.traddr());
                }
            };
        }

        @Override
        public byte[] tsas(TransportId address) {
            return new byte[0];
        }

        @Override
        public void close() {
            listening.values().removeIf(other -> other == context);
        }
    }
}
