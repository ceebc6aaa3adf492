package io.viaduct.rpc;

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
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

/** JSON-RPC over HTTP: who may, what is answered, and what a configuration has to say. */
@Timeout(60)
class HttpGatewayTest {
    private static final String ECHO = "{\"id\":1,\"method\":\"echo\"}";
    private static final String ECHOED = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}\n";
    private static final Map<String, String> USUAL =
            Map.of("http_port", "0", "http_user", "ada", "http_password", "s3:cret");

    private final FakeControlPlane control = new FakeControlPlane();
    private final HttpSettings settings = new HttpSettings(control);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        settings.stop();
        http.shutdownNow();
    }

    private void configure(Map<String, String> options) throws ConfigurationException {
        Dictionary<String, Object> given = new Hashtable<>(options);
        given.put("service.pid", HttpSettings.PID);
        settings.updated(given);
    }

    private HttpRequest.Builder request() {
        var address = settings.address();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/"));
    }

    private static String basic(String userAndPassword) {
        byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        HttpRequest request =
                request()
                        .header("Authorization", basic("ada:s3:cret"))
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Test
    void shouldAnswerACallInThePost() throws Exception {
        configure(USUAL);
        HttpResponse<String> response = post(ECHO);
        assertEquals(200, response.statusCode());
        assertEquals("application/json", response.headers().firstValue("Content-Type").get());
        assertEquals(ECHOED, response.body());
    }

    @Test
    void shouldAnswerABatchAndARefusalAsTheSocketDoes() throws Exception {
        configure(USUAL);
        assertEquals("[" + ECHOED.strip() + "]\n", post("[" + ECHO + "]").body());
        HttpResponse<String> refused = post("{\"id\":1,\"method\":\"none\"}");
        assertEquals(200, refused.statusCode());
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":"
                        + "{\"code\":-32601,\"message\":\"Method not found\"}}\n",
                refused.body());
    }

    @Test
    void shouldHaveNothingToSayToANotification() throws Exception {
        configure(USUAL);
        HttpResponse<String> response = post("{\"method\":\"echo\"}");
        assertEquals(204, response.statusCode());
        assertEquals("", response.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{bad}", "{\"id\":1", "''", "tru", "{} {}", "{\"id\":1,\"method\":\"echo\"}{"})
    void shouldRefuseABodyThatIsNotOneValue(String body) throws Exception {
        configure(USUAL);
        HttpResponse<String> response = post(body);
        assertEquals(400, response.statusCode());
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":"
                        + "{\"code\":-32700,\"message\":\"Parse error\"}}",
                response.body());
    }

    @Test
    void shouldRefuseABodyThatIsTooLong() throws Exception {
        configure(USUAL);
        assertEquals(413, post(" ".repeat(Assembler.BYTES_MAX + 1)).statusCode());
        assertEquals(200, post(ECHO).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"ada:wrong", "eve:s3:cret", "ada", ":"})
    void shouldCallNothingForWhoeverHasNotThePassword(String credentials) throws Exception {
        configure(USUAL);
        HttpRequest request =
                request()
                        .header("Authorization", basic(credentials))
                        .POST(BodyPublishers.ofString("{\"id\":1,\"method\":\"hold\"}"))
                        .build();
        assertEquals(401, http.send(request, BodyHandlers.ofString()).statusCode());
        assertTrue(control.held.isEmpty());
    }

    @Test
    void shouldAskForThePassword() throws Exception {
        configure(USUAL);
        HttpRequest request = request().POST(BodyPublishers.ofString(ECHO)).build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertEquals(401, response.statusCode());
        String challenge = response.headers().firstValue("WWW-Authenticate").get();
        assertTrue(challenge.startsWith("Basic realm=\"viaduct\""), challenge);
    }

    @Test
    void shouldTakeNothingButPost() throws Exception {
        configure(USUAL);
        HttpRequest request = request().header("Authorization", basic("ada:s3:cret")).build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertEquals(405, response.statusCode());
        assertEquals("POST", response.headers().firstValue("Allow").get());
    }

    @Test
    void shouldAnswerOthersWhileClientsAreSilentOrSlow() throws Exception {
        configure(USUAL);
        for (int i = 0; i < HttpGateway.CALLS_MAX; i++) {
            clients.add(new Client(settings.address()));
            clients.getLast()
                    .send("POST / HTTP/1.1\r\nContent-Length: 10\r\n".substring(0, i % 30));
        }
        assertEquals(ECHOED, post(ECHO).body());
    }

    @Test
    void shouldTellThoseWhoAskForTooMuchAtOnceToComeAgain() throws Exception {
        configure(USUAL);
        String head =
                "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n";
        String hold = "{\"id\":1,\"method\":\"hold\"}";
        for (int i = 0; i < HttpGateway.CALLS_MAX; i++) {
            clients.add(new Client(settings.address()));
            clients.getLast().send(head.formatted(basic("ada:s3:cret"), hold.length()) + hold);
        }
        List<java.util.concurrent.CompletableFuture<Object>> held = new ArrayList<>();
        for (int i = 0; i < HttpGateway.CALLS_MAX; i++) {
            held.add(control.held.take());
        }
        assertEquals(503, post(ECHO).statusCode());
        held.getFirst().complete(null);
        while (post(ECHO).statusCode() == 503) {
            Thread.onSpinWait();
        }
        held.forEach(call -> call.complete(null));
    }

    @Test
    void shouldServeNobodyUnlessItIsTold() throws ConfigurationException {
        settings.updated(null);
        assertNull(settings.address());
        configure(Map.of("http_user", "ada", "http_password", "x"));
        assertNull(settings.address());
    }

    @Test
    void shouldListenOnLoopbackWhereNothingElseIsSaid() throws ConfigurationException {
        configure(USUAL);
        assertEquals(InetAddress.getLoopbackAddress(), settings.address().getAddress());
    }

    @Test
    void shouldStopWhenTheConfigurationGoes() throws Exception {
        configure(USUAL);
        HttpRequest request = request().build();
        settings.updated(null);
        assertThrows(ConnectException.class, () -> http.send(request, BodyHandlers.discarding()));
    }

    @ParameterizedTest
    @CsvSource({
        "http_port, 70000",
        "http_port, http",
        "http_address, somewhere",
        "http_user, ''",
        "http_password, ''",
        "http_colour, red",
    })
    void shouldRefuseWhatCannotBeAndGoOnAsBefore(String option, String value) throws Exception {
        configure(USUAL);
        var options = new Hashtable<>(USUAL);
        options.put(option, value);
        var refused = assertThrows(ConfigurationException.class, () -> configure(options));
        assertEquals(option, refused.getProperty());
        assertEquals(ECHOED, post(ECHO).body());
    }
}
