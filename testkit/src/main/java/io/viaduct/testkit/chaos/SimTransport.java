package io.viaduct.testkit.chaos;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The transport "SIM" of simulated hosts. One address; the test's thread. */
final class SimTransport implements TargetTransport {
    static final String TRTYPE = "SIM";

    /** Where it listens. */
    static final Map<String, Object> ADDRESS = Map.of("trtype", TRTYPE, "traddr", "here");

    private static final int INTRA_HOST = 254;
    private static final TransportOptions DEFAULTS =
            new TransportOptions(16, 4, 4096, 32768, 8192, 32, 1, 1, 0);

    private final Random random;
    private TransportContext context;
    private TransportId listening;
    private int connections;

    SimTransport(Random random) {
        this.random = random;
    }

    @Override
    public String trtype() {
        return TRTYPE;
    }

    @Override
    public int trtypeCode() {
        return INTRA_HOST;
    }

    @Override
    public TransportOptions defaults() {
        return DEFAULTS;
    }

    /**
     * A new connection, which lives on one of the reactors.
     *
     * @throws IOException when nobody listens
     */
    SimQueue connect() throws IOException {
        if (listening == null) {
            throw new IOException("nobody listens");
        }
        List<Reactor> reactors = context.reactors();
        Reactor reactor = reactors.get(random.nextInt(reactors.size()));
        TransportId peer = new TransportId(TRTYPE, "", "host" + connections++, "");
        return new SimQueue(context, reactor, listening, peer, random);
    }

    @Override
    public Transport create(
            TransportContext given, TransportOptions options, Map<String, Object> specific) {
        context = given;
        return new Transport() {
            @Override
            public Map<String, Object> specific() {
                return Map.of();
            }

            @Override
            public Listener listen(TransportId address) {
                listening = address;
                return new Listener() {
                    @Override
                    public TransportId address() {
                        return address;
                    }

                    @Override
                    public void stop() {
                        listening = null;
                    }
                };
            }

            @Override
            public byte[] tsas(TransportId address) {
                return new byte[0];
            }

            @Override
            public void close() {
                listening = null;
            }
        };
    }
}
