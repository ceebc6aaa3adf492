package io.viaduct.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.viaduct.api.rpc.ControlPlane;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** Answers {@code GET /metrics}. */
final class MetricsServer implements AutoCloseable {
    private static final String PATH = "/metrics";
    private static final int BACKLOG = 16;
    private static final PrometheusTextFormatWriter TEXT =
            PrometheusTextFormatWriter.builder().build();

    private final HttpServer server;
    private final Metrics metrics;

    /** Who asks while another is answered waits: the platform is asked once at a time. */
    private final ReentrantLock turn = new ReentrantLock();

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("viaduct-metrics-", 0).factory());

    private MetricsServer(HttpServer server, Metrics metrics) {
        this.server = server;
        this.metrics = metrics;
    }

    /**
     * Listens and serves until closed.
     *
     * @throws IOException where the address cannot be bound
     */
    static MetricsServer start(InetSocketAddress address, ControlPlane control) throws IOException {
        var started = new MetricsServer(HttpServer.create(address, BACKLOG), new Metrics(control));
        started.server.setExecutor(started.threads);
        started.server.createContext("/", started::handle);
        started.server.start();
        return started;
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
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_BAD_METHOD, -1);
            } else {
                send(exchange, page());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] page() throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            var bytes = new ByteArrayOutputStream();
            TEXT.write(bytes, metrics.gather());
            return bytes.toByteArray();
        } finally {
            turn.unlock();
        }
    }

    private static void send(HttpExchange exchange, byte[] page) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", TEXT.getContentType());
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, page.length);
        exchange.getResponseBody().write(page);
    }
}
