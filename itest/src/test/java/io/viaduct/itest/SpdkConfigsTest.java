package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.viaduct.api.reactor.Owner;
import io.viaduct.bdev.malloc.MallocMethods;
import io.viaduct.bdev.malloc.MallocModule;
import io.viaduct.bdev.malloc.NullMethods;
import io.viaduct.bdev.malloc.NullModule;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.transport.tcp.TcpTargetTransport;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Configurations that SPDK's nvmf_tgt (3230130e6a) saved after calls of our own are loaded, and
 * saved again as they were. SPDK loaded what was saved, and saved the same once more; only its
 * listeners and referrals were in reverse order, as they always are after it has loaded them.
 */
class SpdkConfigsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"malloc", "subsystems", "hosts", "listeners", "options", "referrals"})
    void shouldSaveWhatSpdkHasSavedAsItWas(String name) throws Exception {
        JsonNode config = config(name);
        if (config.toString().contains("\"::1\"")) {
            assumeTrue(isThere("::1"), "there is no IPv6 here");
        }
        Path file = folder.resolve("config.json");
        JSON.writeValue(file.toFile(), config);
        try (Platform platform = Platform.start(PlatformOptions.of(1).withConfig(file))) {
            offerModules(platform);
            platform.boot();
            Map<String, List<JsonNode>> saved = new TreeMap<>();
            for (JsonNode part : call(platform, "framework_get_subsystems", null)) {
                String label = part.get("subsystem").asText();
                Map<String, Object> asked = Map.of("name", label);
                saved.put(label, calls(label, call(platform, "framework_get_config", asked)));
            }
            assertEquals(parts(config), saved);
            assertEquals(0, call(platform, "viaduct_get_waiting", null).size());
        }
    }

    private static void offerModules(Platform platform) throws Exception {
        Owner owner = platform.owner("itest");
        platform.add(owner, new TcpTargetTransport()).join();
        var registry = platform.registry(owner);
        var disks = new MallocModule(registry, platform.estates(owner));
        platform.add(owner, new MallocMethods(disks)).join();
        platform.add(owner, new NullMethods(new NullModule(registry, platform.memory()))).join();
    }

    private static JsonNode call(Platform platform, String method, Map<String, Object> parameters)
            throws Exception {
        Object answer = platform.controlPlane().call(method, parameters);
        return JSON.readTree(JSON.writeValueAsString(answer));
    }

    private static Map<String, List<JsonNode>> parts(JsonNode config) {
        Map<String, List<JsonNode>> parts = new TreeMap<>();
        for (JsonNode part : config.get("subsystems")) {
            String label = part.get("subsystem").asText();
            assertNull(parts.put(label, calls(label, part.get("config"))));
        }
        return parts;
    }

    // Nothing but calls of nvmf stands on each other within a part; there the order is SPDK's.
    private static List<JsonNode> calls(String label, JsonNode calls) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode call : calls) {
            ObjectNode one = call.deepCopy();
            if (one.has("params") && one.get("params").isEmpty()) {
                one.remove("params");
            }
            all.add(one);
        }
        if (!label.equals("nvmf")) {
            all.sort(Comparator.comparing(SpdkConfigsTest::name));
        }
        return all;
    }

    // No two calls of one method are for the same thing.
    private static String name(JsonNode call) {
        JsonNode parameters = call.path("params");
        String thing = parameters.path("name").asText() + parameters.path("impl_name").asText();
        return call.get("method").asText() + " " + thing;
    }

    /** The file, with ports that are free in the place of those it had. */
    private static JsonNode config(String name) throws IOException {
        JsonNode config;
        try (var in = SpdkConfigsTest.class.getResourceAsStream("configs/" + name + ".json")) {
            config = JSON.readTree(in);
        }
        Map<String, String> ports = new TreeMap<>();
        for (JsonNode address : config.findValues("listen_address")) {
            String port = address.get("trsvcid").asText();
            if (!ports.containsKey(port)) {
                ports.put(port, freePort());
            }
            ((ObjectNode) address).put("trsvcid", ports.get(port));
        }
        assertFalse(config.get("subsystems").isEmpty());
        return config;
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static boolean isThere(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
