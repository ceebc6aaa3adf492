package io.viaduct.itest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A client of the JSON-RPC socket. */
final class RpcClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final BufferedReader answers;
    private int id;

    RpcClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Calls, and returns the result; a refusal is an exception with the whole answer. */
    JsonNode call(String method, Map<String, ?> parameters) throws IOException {
        byte[] request =
                JSON.writeValueAsBytes(
                        Map.of(
                                "jsonrpc", "2.0",
                                "id", ++id,
                                "method", method,
                                "params", parameters));
        ByteBuffer bytes = ByteBuffer.wrap(request);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        JsonNode answer = JSON.readTree(answers.readLine());
        if (!answer.has("result")) {
            throw new IOException(method + ": " + answer);
        }
        return answer.get("result");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
