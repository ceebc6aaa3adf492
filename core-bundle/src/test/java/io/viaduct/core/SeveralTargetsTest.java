package io.viaduct.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.viaduct.api.reactor.Owner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Targets besides the first one on real reactors, and what is kept of them. */
@Timeout(60)
class SeveralTargetsTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:a";
    private static final String FIRST = "nvmf_tgt";
    private static final String OTHER = "other";

    @TempDir Path folder;

    private Platform platform;

    @BeforeEach
    void start() throws Exception {
        start(PlatformOptions.of(1).withJournal(folder));
    }

    private void start(PlatformOptions options) throws Exception {
        close();
        platform = Platform.start(options);
        platform.add(platform.owner("wire"), new ClosingTransport()).join();
        Owner module = platform.owner("keyed");
        platform.add(module, new KeyedMethods(platform.registry(module))).join();
        platform.boot();
    }

    @AfterEach
    void close() {
        if (platform != null) {
            platform.close();
        }
    }

    private Object call(String method, Map<String, Object> parameters) throws Exception {
        return platform.controlPlane().call(method, parameters);
    }

    private void make(String target, String device) throws Exception {
        call("bdev_keyed_create", Map.of("name", device));
        for (var step :
                List.of(
                        Map.entry("nvmf_create_transport", Map.of("trtype", "TCP")),
                        Map.entry("nvmf_create_subsystem", Map.of("nqn", NQN)),
                        Map.entry(
                                "nvmf_subsystem_add_ns",
                                Map.of("nqn", NQN, "namespace", Map.of("bdev_name", device))),
                        Map.entry("nvmf_subsystem_add_listener", listener()))) {
            Map<String, Object> parameters = new HashMap<>(step.getValue());
            if (target != null) {
                parameters.put("tgt_name", target);
            }
            call(step.getKey(), parameters);
        }
    }

    private static Map<String, Object> listener() {
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        return Map.of("nqn", NQN, "listen_address", address);
    }

    /** By target, what its subsystem has, and where it listens. */
    private List<Object> there() throws Exception {
        List<Object> all = new ArrayList<>();
        for (Object target : (List<?>) call("nvmf_get_targets", null)) {
            Map<String, Object> one = Map.of("tgt_name", target, "nqn", NQN);
            Map<?, ?> subsystem = (Map<?, ?>) ((List<?>) call("nvmf_get_subsystems", one)).get(0);
            all.add(
                    List.of(
                            target,
                            subsystem.get("namespaces"),
                            subsystem.get("listen_addresses")));
        }
        return all;
    }

    @Test
    void shouldHaveAllTargetsAgainAfterARestart() throws Exception {
        // Whoever is alone need not be named, and is still meant when others have come.
        make(null, "k");
        call("nvmf_create_target", Map.of("name", OTHER));
        make(OTHER, "l");
        List<Object> before = there();
        assertEquals(2, before.size());
        assertNotEquals(before.get(0), before.get(1));
        start();
        assertEquals(before, there());
        assertEquals(Map.of(), platform.waiting().join());
    }

    @Test
    void shouldSaveAllTargetsSoThatTheyCanBeLoaded() throws Exception {
        make(null, "k");
        call("nvmf_create_target", Map.of("name", OTHER, "max_subsystems", 7));
        make(OTHER, "l");
        List<Object> before = there();
        List<Map<String, Object>> parts = new ArrayList<>();
        for (String part : List.of("bdev", "nvmf")) {
            Object calls = call("framework_get_config", Map.of("name", part));
            parts.add(Map.of("subsystem", part, "config", calls));
        }
        Path file = folder.resolve("config.json");
        Files.writeString(file, new ObjectMapper().writeValueAsString(Map.of("subsystems", parts)));
        start(PlatformOptions.of(1).withConfig(file));
        assertEquals(before, there());
    }

    @Test
    void shouldForgetADeletedTarget() throws Exception {
        make(null, "k");
        call("nvmf_create_target", Map.of("name", OTHER));
        make(OTHER, "l");
        assertEquals(true, call("nvmf_delete_target", Map.of("name", OTHER)));
        // Its device is free, and its name.
        call("nvmf_create_target", Map.of("name", OTHER));
        make(OTHER, "m");
        call("nvmf_delete_target", Map.of("name", OTHER));
        List<Object> before = there();
        start();
        assertEquals(before, there());
        assertEquals(List.of(FIRST), call("nvmf_get_targets", null));
    }
}
