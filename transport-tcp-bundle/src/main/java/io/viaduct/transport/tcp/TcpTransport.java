package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** NVMe/TCP of one target. */
final class TcpTransport implements Transport {
    /** Connections that may wait to be accepted; as many as the kernel lets by default. */
    private static final int BACKLOG = 4096;

    private final TransportContext context;
    private final TcpOptions tcp;
    private final List<TcpPollGroup> groups = new ArrayList<>();

    private TcpTransport(TransportContext context, TcpOptions tcp) {
        this.context = context;
        this.tcp = tcp;
    }

    static TcpTransport open(TransportContext context, TransportOptions options, TcpOptions tcp)
            throws IOException {
        TcpTransport transport = new TcpTransport(context, tcp);
        try {
            for (Reactor reactor : context.reactors()) {
                transport.groups.add(group(context, reactor, options, tcp));
            }
        } catch (IOException e) {
            transport.close();
            throw e;
        }
        return transport;
    }

    private static TcpPollGroup group(
            TransportContext context, Reactor reactor, TransportOptions options, TcpOptions tcp)
            throws IOException {
        String name = "io.viaduct.transport.tcp/" + reactor.index() + "/" + UUID.randomUUID();
        Region region = context.memory().allocate(name, TcpPollGroup.memoryLength());
        return new TcpPollGroup(context, reactor, region, options, tcp);
    }

    @Override
    public Map<String, Object> specific() {
        return tcp.toMap();
    }

    @Override
    public Listener listen(TransportId address) throws IOException, RpcException {
        TcpAddress.check(address);
        StreamListener socket =
                context.listen(
                        address,
                        new StreamOptions(BACKLOG, tcp.sockPriority()),
                        (stream, listener) ->
                                groups.get(stream.reactor().index()).accepted(stream, listener));
        return new TcpListener(socket);
    }

    @Override
    public boolean adopt(Adoption connection) {
        return groups.get(connection.stream().reactor().index()).adopt(connection);
    }

    @Override
    public byte[] tsas(TransportId address) {
        return new byte[] {0};
    }

    @Override
    public void close() {
        for (TcpPollGroup group : groups) {
            context.memory().free(group.region());
        }
        groups.clear();
    }

    private record TcpListener(StreamListener socket) implements Listener {
        @Override
        public TransportId address() {
            return socket.address();
        }

        @Override
        public void stop() {
            socket.close();
        }
    }
}
