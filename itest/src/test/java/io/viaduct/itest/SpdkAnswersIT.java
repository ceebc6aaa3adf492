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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Recorded requests, good and bad, are answered as SPDK answered them. */
public class SpdkAnswersIT {
    private static final String RECORD = "spdk-answers.txt";
    private static final String REQUESTS = "spdk-client-requests.txt";

    /** Methods that rpc.py does not know. */
    private static final Set<String> CLIENT_CANNOT =
            Set.of("nvmf_create_target", "nvmf_delete_target", "nvmf_get_targets");

    private static final ObjectMapper JSON = new ObjectMapper();

    // Not below the build's folder: a socket's path must be short.
    @Rule public final TemporaryFolder temporary = new TemporaryFolder(new java.io.File("/tmp"));

    @Test
    public void shouldAnswerAsSpdk() throws Exception {
        Path folder = temporary.getRoot().toPath();
        String record =
                record(RECORD)
                        .replace("\"PORT\"", "\"" + freePort() + "\"")
                        .replace("\"KEY\"", "\"" + key(folder) + "\"");
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

    @Test
    public void shouldAnswerWhatSpdksClientSends() throws Exception {
        Path folder = temporary.getRoot().toPath();
        String port = Integer.toString(freePort());
        Path file = Files.write(folder.resolve("disk"), new byte[1 << 20]);
        List<String> refused = new ArrayList<>();
        Set<String> asked = new TreeSet<>(CLIENT_CANNOT);
        Set<String> there = new TreeSet<>();
        try (RunningTarget target = RunningTarget.start(folder, "", "--wait-for-rpc")) {
            target.awaitOutput("runs");
            try (RpcClient rpc = new RpcClient(RunningTarget.rpcSocket(folder))) {
                rpc.call("rpc_get_methods", Map.of()).forEach(name -> there.add(name.asText()));
                there.removeIf(name -> name.startsWith("viaduct_"));
                String requests =
                        record(REQUESTS)
                                .replace("PORT", port)
                                .replace("FILE", file.toString())
                                .replace("\"KEY\"", "\"" + key(folder) + "\"");
                for (String request : requests.split("\n")) {
                    if (!request.startsWith("#")) {
                        String answer = answer(rpc, request);
                        if (answer.startsWith("!")) {
                            refused.add(request + ": " + answer);
                        }
                        asked.add(request.split(" ", 2)[0]);
                    }
                }
            }
            assertEquals(0, target.awaitEnd());
        }
        assertEquals(List.of(), refused);
        assertEquals("each method is asked", there, asked);
    }

    private static String answer(RpcClient rpc, String request) throws IOException {
        String[] words = request.split(" ", 2);
        JsonNode answer = rpc.ask(words[0], words.length == 1 ? null : JSON.readTree(words[1]));
        JsonNode error = answer.get("error");
        return error == null
                ? answer.get("result").toString()
                : "! " + error.get("code").asInt() + " " + error.get("message").asText();
    }

    private static Path key(Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "NVMeTLSkey-1:01:secret:");
        return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private static String record(String name) throws IOException {
        try (var in = SpdkAnswersIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
