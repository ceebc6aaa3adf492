package io.viaduct.itest;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Recorded requests, good and bad, are answered as SPDK answered them. */
public class SpdkAnswersIT {
    private static final String RECORD = "spdk-answers.txt";
    private static final ObjectMapper JSON = new ObjectMapper();

    // Not below the build's folder: a socket's path must be short.
    @Rule public final TemporaryFolder temporary = new TemporaryFolder(new java.io.File("/tmp"));

    @Test
    public void shouldAnswerAsSpdk() throws Exception {
        Path folder = temporary.getRoot().toPath();
        String record = record().replace("\"PORT\"", "\"" + freePort() + "\"");
        List<String> expected = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        try (RunningTarget target = RunningTarget.start(folder, "", "--wait-for-rpc")) {
            target.awaitOutput("runs");
            try (RpcClient rpc = new RpcClient(RunningTarget.rpcSocket(folder))) {
                rpc.call("framework_start_init", Map.of());
                rpc.call("nvmf_create_transport", Map.of("trtype", "TCP"));
                for (String request : record.split("\n\n> ", -1)) {
                    String[] lines = request.split("\n");
                    if (!request.startsWith("#")) {
                        expected.add(lines[0] + "\n" + lines[lines.length - 1].substring(2));
                        answered.add(lines[0] + "\n" + answer(rpc, lines[0]));
                    }
                }
            }
            assertEquals(0, target.terminate().awaitEnd());
        }
        assertEquals(String.join("\n", expected), String.join("\n", answered));
    }

    private static String answer(RpcClient rpc, String request) throws IOException {
        String[] words = request.split(" ", 2);
        JsonNode answer = rpc.ask(words[0], words.length == 1 ? null : JSON.readTree(words[1]));
        JsonNode error = answer.get("error");
        return error == null
                ? answer.get("result").toString()
                : "! " + error.get("code").asInt() + " " + error.get("message").asText();
    }

    private static String record() throws IOException {
        try (var in = SpdkAnswersIT.class.getResourceAsStream(RECORD)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
