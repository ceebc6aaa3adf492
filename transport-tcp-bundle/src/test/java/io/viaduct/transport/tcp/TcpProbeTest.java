package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.TransportId;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** What somebody who knocks is told, over the real loopback. */
class TcpProbeTest {
    private static final int PDU_BYTES = 128;
    private static final int PATIENCE_MS = 20_000;
    private static final int SHORT_MS = 50;

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    private static TransportId address(String host, int port) {
        return new TransportId("TCP", "IPv4", host, Integer.toString(port));
    }

    private static String failure(ServerSocket server, int timeoutMs) {
        TransportId address = address("127.0.0.1", server.getLocalPort());
        return assertThrows(IOException.class, () -> TcpProbe.ask(address, timeoutMs)).getMessage();
    }

    /** Serves one connection: reads the request, sends the answer, closes. */
    private static CompletableFuture<byte[]> serve(ServerSocket server, byte[] answer) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Socket client = server.accept()) {
                        byte[] request = client.getInputStream().readNBytes(PDU_BYTES);
                        client.getOutputStream().write(answer);
                        return request;
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static byte[] answerOfType(int type) {
        byte[] answer = new byte[PDU_BYTES];
        answer[0] = (byte) type;
        return answer;
    }

    @Test
    void shouldSayIcReqAndBeContentWithIcResp() throws Exception {
        for (String host : new String[] {"127.0.0.1", "0.0.0.0"}) {
            try (ServerSocket server = listen()) {
                CompletableFuture<byte[]> request = serve(server, answerOfType(1));
                TcpProbe.ask(address(host, server.getLocalPort()), PATIENCE_MS);
                byte[] expected = new byte[PDU_BYTES];
                expected[2] = (byte) PDU_BYTES;
                expected[4] = (byte) PDU_BYTES;
                assertArrayEquals(expected, request.join());
            }
        }
    }

    @Test
    void shouldTellThatNobodyListens() throws Exception {
        ServerSocket server = listen();
        server.close();
        String said = failure(server, PATIENCE_MS);
        assertTrue(said.startsWith("no connection: "), said);
    }

    @Test
    void shouldTellThatThereIsNoAnswer() throws Exception {
        try (ServerSocket silent = listen()) {
            assertEquals("no answer to ICReq within 50 ms", failure(silent, SHORT_MS));
        }
    }

    @Test
    void shouldTellThatAnotherProtocolIsSpoken() throws Exception {
        try (ServerSocket server = listen()) {
            CompletableFuture<byte[]> served = serve(server, answerOfType('H'));
            assertEquals(
                    "what listens there does not speak NVMe/TCP", failure(server, PATIENCE_MS));
            served.join();
        }
        try (ServerSocket server = listen()) {
            CompletableFuture<byte[]> served = serve(server, new byte[3]);
            assertEquals(
                    "it closes the connection instead of an answer to ICReq",
                    failure(server, PATIENCE_MS));
            served.join();
        }
    }
}
