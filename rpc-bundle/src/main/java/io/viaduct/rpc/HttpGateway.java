package io.viaduct.rpc;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import com.sun.net.httpserver.HttpServer;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * JSON-RPC as the body of a POST, for control planes that speak HTTP with basic authentication, as
 * SPDK's rpc_http_proxy does. The server is the JDK's: one request is one call, and nothing more of
 * HTTP is wanted.
 */
final class HttpGateway implements AutoCloseable {
    /** Calls under way; more are told to come again. As many as there are connections elsewhere. */
    static final int CALLS_MAX = RpcServer.CONNECTIONS_MAX;

    /** How long a call may take: most clients have given up by then. */
    static final int CALL_SECONDS_MAX = 120;

    /** JSON-RPC's code for a body that is no JSON value. */
    private static final int PARSE_ERROR = -32700;

    private static final String REALM = "viaduct";
    private static final int BACKLOG = 64;
    private static final int UNAVAILABLE = HttpURLConnection.HTTP_UNAVAILABLE;
    private static final byte[] NOTHING = {};
    private static final System.Logger LOG = System.getLogger(HttpGateway.class.getName());

    private final HttpServer server;
    private final Dispatcher dispatcher;
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("viaduct-rpc-http-", 0).factory());

    private HttpGateway(HttpServer server, Dispatcher dispatcher) {
        this.server = server;
        this.dispatcher = dispatcher;
    }

    /**
     * Listens and serves until closed.
     *
     * @throws IOException where the address cannot be bound
     */
    static HttpGateway start(HttpSettings.Options options, ControlPlane control)
            throws IOException {
        HttpServer server = HttpServer.create(options.address(), BACKLOG);
        var gateway =
                new HttpGateway(server, new Dispatcher(control, Limits.DEFAULT.unsentBytes()));
        server.setExecutor(gateway.threads);
        server.createContext("/", gateway::handle)
                .setAuthenticator(new Password(options.user(), options.password()));
        server.start();
        return gateway;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                send(exchange, HttpURLConnection.HTTP_BAD_METHOD, NOTHING);
            } else if (!calls.tryAcquire()) {
                send(exchange, UNAVAILABLE, NOTHING);
            } else {
                try {
                    answer(exchange);
                } finally {
                    calls.release();
                }
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(Assembler.BYTES_MAX + 1);
        if (body.length > Assembler.BYTES_MAX) {
            send(exchange, HttpURLConnection.HTTP_ENTITY_TOO_LARGE, NOTHING);
            return;
        }
        List<Object> values = new ArrayList<>();
        try {
            var assembler = new Assembler();
            assembler.feed(body, body.length, values);
            assembler.end();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no JSON in a POST: {0}", e.getMessage());
            values.clear();
        }
        if (values.size() == 1) {
            call(exchange, values.getFirst());
        } else {
            var error = new RpcException(PARSE_ERROR, "Parse error");
            byte[] answer = Answer.error(null, error, Limits.DEFAULT.unsentBytes());
            send(exchange, HttpURLConnection.HTTP_BAD_REQUEST, answer);
        }
    }

    private void call(HttpExchange exchange, Object value) throws IOException {
        try {
            byte[] line = dispatcher.submit(value).get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
            boolean said = line.length > 0;
            send(
                    exchange,
                    said ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_NO_CONTENT,
                    line);
        } catch (TimeoutException e) {
            LOG.log(Level.DEBUG, "a call over HTTP takes too long", e);
            send(exchange, HttpURLConnection.HTTP_GATEWAY_TIMEOUT, NOTHING);
        } catch (ExecutionException e) {
            LOG.log(Level.DEBUG, "a call over HTTP has no answer", e.getCause());
            send(exchange, HttpURLConnection.HTTP_INTERNAL_ERROR, NOTHING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (body.length == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** One user. How long the comparison takes tells nothing of the password. */
    private static final class Password extends Authenticator {
        private static final String SCHEME = "Basic ";

        private final HttpPrincipal caller;
        private final byte[] expected;

        Password(String user, String password) {
            caller = new HttpPrincipal(user, REALM);
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            expected = Base64.getEncoder().encode(both);
        }

        @Override
        public Result authenticate(HttpExchange exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given != null
                    && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    && matches(given.substring(SCHEME.length()).strip())) {
                return new Success(caller);
            }
            String challenge = "Basic realm=\"" + REALM + "\", charset=\"UTF-8\"";
            exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
            return new Failure(HttpURLConnection.HTTP_UNAUTHORIZED);
        }

        private boolean matches(String credentials) {
            return MessageDigest.isEqual(expected, credentials.getBytes(StandardCharsets.UTF_8));
        }
    }
}
