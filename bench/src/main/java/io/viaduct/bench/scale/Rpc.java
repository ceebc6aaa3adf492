package io.viaduct.bench.scale;

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
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of JSON-RPC that makes one call at a time. */
final class Rpc implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final BufferedReader answers;
    private int id;

    Rpc(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Calls; parameters may be null. */
    JsonNode call(String method, Object parameters) throws IOException {
        Map<String, Object> request = new LinkedHashMap<>();
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
        JsonNode answer = JSON.readTree(answers.readLine());
        if (!answer.has("result")) {
            throw new IOException(method + " " + parameters + ": " + answer);
        }
        return answer.get("result");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
