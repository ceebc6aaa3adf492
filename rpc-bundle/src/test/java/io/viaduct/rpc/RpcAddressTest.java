package io.viaduct.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where JSON-RPC is served, as it is written. */
class RpcAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"/var/tmp/spdk.sock", "rpc.sock", "/a:1/b:5260", "a:b", "a:1:2"})
    void shouldTakeAPathForAPath(String text) throws IOException {
        assertEquals(new RpcAddress.Local(Path.of(text)), RpcAddress.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5260, 127.0.0.1, 5260",
        "localhost:1, 127.0.0.1, 1",
        "[::1]:65535, ::1, 65535",
        "127.9.9.9:0, 127.9.9.9, 0",
    })
    void shouldTakeAnAddressOfThisMachineWithItsPort(String text, String host, int port)
            throws IOException {
        var expected = new InetSocketAddress(InetAddress.ofLiteral(host), port);
        assertEquals(new RpcAddress.Loopback(expected), RpcAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:5260", "192.0.2.1:5260", "[::]:5260", "[2001:db8::1]:5260"})
    void shouldRefuseAnAddressThatOthersReach(String text) {
        assertEquals(
                "RPC address %s is not loopback, and JSON-RPC over TCP asks nobody who he is"
                        .formatted(text),
                refusal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"somewhere:5260", "127.0.0.1:70000", "[::1::]:1", "300.0.0.1:1"})
    void shouldRefuseWhatIsNoAddress(String text) {
        assertEquals("RPC address " + text + " is no address with a port", refusal(text));
    }

    @Test
    void shouldServeOnAPort() throws IOException {
        var listener = LoopbackSocket.listen(new InetSocketAddress("127.0.0.1", 0));
        try (var server = RpcServer.start(listener, new FakeControlPlane());
                var client = new Client(listener.address())) {
            assertEquals(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}",
                    client.send("{\"id\":1,\"method\":\"echo\"}").endSending().line());
            assertEquals(null, client.line());
        }
    }

    @Test
    void shouldRefuseAPortThatAnotherHas() throws IOException {
        try (var first = LoopbackSocket.listen(new InetSocketAddress("127.0.0.1", 0))) {
            var taken = (InetSocketAddress) first.address();
            var refused = assertThrows(IOException.class, () -> LoopbackSocket.listen(taken));
            assertEquals(
                    "RPC address " + taken + " cannot be bound: Address already in use",
                    refused.getMessage());
        }
    }

    private static String refusal(String text) {
        return assertThrows(IOException.class, () -> RpcAddress.parse(text)).getMessage();
    }
}
