package io.viaduct.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.cm.ConfigurationException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

/** Who asks for metrics, and what is served then. */
@Timeout(60)
class WebSettingsTest {
    private final FakePlatform platform = new FakePlatform();
    private final HttpClient http = HttpClient.newHttpClient();
    private WebSettings settings = new WebSettings((String) null, platform);

    @AfterEach
    void stop() {
        settings.stop();
        http.shutdownNow();
    }

    private void configure(Map<String, String> options) throws ConfigurationException {
        settings.updated(new Hashtable<>(options));
    }

    private HttpResponse<String> send(String method, String path)
            throws IOException, InterruptedException {
        int port = settings.address().getPort();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, BodyPublishers.noBody())
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Test
    void shouldServeNothingUnlessItIsTold() throws ConfigurationException {
        settings.updated(null);
        assertNull(settings.address());
        configure(Map.of("metrics_address", "127.0.0.1"));
        assertNull(settings.address());
    }

    @Test
    void shouldAnswerInPrometheusTextFormat() throws Exception {
        platform.answers.put("viaduct_get_waiting", List.of(Map.of()));
        configure(Map.of("metrics_port", "0"));
        HttpResponse<String> response = send("GET", "/metrics");
        assertEquals(200, response.statusCode());
        String type = response.headers().firstValue("Content-Type").get();
        assertTrue(type.startsWith("text/plain; version=0.0.4"), type);
        assertTrue(response.body().contains("# TYPE viaduct_objects_waiting gauge\n"));
        assertTrue(response.body().contains("\nviaduct_objects_waiting 1.0\n"));
    }

    @Test
    void shouldAskThePlatformAnewEachTime() throws Exception {
        configure(Map.of("metrics_port", "0"));
        assertTrue(send("GET", "/metrics").body().contains("viaduct_objects_waiting 0.0\n"));
        platform.answers.put("viaduct_get_waiting", List.of(Map.of(), Map.of()));
        assertTrue(send("GET", "/metrics").body().contains("viaduct_objects_waiting 2.0\n"));
    }

    @Test
    void shouldHaveNothingElse() throws Exception {
        configure(Map.of("metrics_port", "0"));
        assertEquals(404, send("GET", "/").statusCode());
        assertEquals(405, send("POST", "/metrics").statusCode());
    }

    @ParameterizedTest
    @CsvSource({"0, 127.0.0.1", "127.0.0.2:0, 127.0.0.2", "::1:0, ::1"})
    void shouldServeWhereTheLauncherSays(String asked, String address) throws Exception {
        settings = new WebSettings(asked, platform);
        settings.updated(null);
        assertEquals(InetAddress.ofLiteral(address), settings.address().getAddress());
    }

    @Test
    void shouldFollowTheConfigurationWhereThereIsOne() throws Exception {
        settings = new WebSettings("127.0.0.2:0", platform);
        configure(Map.of("metrics_port", "0"));
        assertEquals(InetAddress.getLoopbackAddress(), settings.address().getAddress());
        settings.updated(null);
        assertEquals(InetAddress.ofLiteral("127.0.0.2"), settings.address().getAddress());
    }

    @ParameterizedTest
    @CsvSource({"metrics_port, x", "metrics_port, 70000", "metrics_address, y", "colour, red"})
    void shouldRefuseWhatCannotBeAndGoOnAsBefore(String option, String value) throws Exception {
        configure(Map.of("metrics_port", "0"));
        var options = new Hashtable<>(Map.of("metrics_port", "0"));
        options.put(option, value);
        var refused = assertThrows(ConfigurationException.class, () -> configure(options));
        assertEquals(option, refused.getProperty());
        assertEquals(200, send("GET", "/metrics").statusCode());
    }
}
