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
import java.util.HashMap;
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
        JsonNode answer = ask(method, parameters.isEmpty() ? null : parameters);
        if (!answer.has("result")) {
            throw new IOException(method + ": " + answer);
        }
        return answer.get("result");
    }

    /** Calls with any parameters, or none where they are null, and returns the whole answer. */
    JsonNode ask(String method, Object parameters) throws IOException {
        Map<String, Object> request = new HashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", ++id);
        request.put("method", method);
        if (parameters != null) {
            request.put("params", parameters);
        }
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(request));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return JSON.readTree(answers.readLine());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
