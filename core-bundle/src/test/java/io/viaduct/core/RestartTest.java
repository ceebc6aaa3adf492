package io.viaduct.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.control.ConfigFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a platform makes of the journal of the one before it, and of a configuration. */
@Timeout(60)
class RestartTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:a";
    private static final String CONFIG =
            """
            {"subsystems": [
              {"subsystem": "bdev", "config": [
                {"method": "bdev_keyed_create", "params": {"name": "k"}},
                {"method": "bdev_wait_for_examine"}]},
              {"subsystem": "nvmf", "config": [
                {"method": "nvmf_create_transport", "params": {"trtype": "tcp"}},
                {"method": "nvmf_create_subsystem", "params": {"nqn": "%1$s"}},
                {"method": "nvmf_subsystem_add_ns",
                 "params": {"nqn": "%1$s", "namespace": {"bdev_name": "k"}}},
                {"method": "nvmf_subsystem_add_listener",
                 "params": {"nqn": "%1$s", "listen_address":
                   {"trtype": "TCP", "adrfam": "IPv4", "traddr": "127.0.0.1", "trsvcid": "0"}}}]}]}
            """
                    .formatted(NQN);

    @TempDir Path folder;

    private Platform platform;

    @AfterEach
    void close() {
        if (platform != null) {
            platform.close();
        }
    }

    private void open(PlatformOptions options) throws Exception {
        close();
        platform = Platform.start(options.withJournal(folder));
    }

    private void addWire() {
        platform.add(platform.owner("wire"), new ClosingTransport()).join();
    }

    private void addKeyed() {
        Owner module = platform.owner("keyed");
        platform.add(module, new KeyedMethods(platform.registry(module))).join();
    }

    private void start(PlatformOptions options) throws Exception {
        open(options);
        addWire();
        addKeyed();
        platform.boot();
    }

    private static PlatformOptions plain() {
        return PlatformOptions.of(1);
    }

    private PlatformOptions configured(String text) throws Exception {
        return plain().withConfig(Files.writeString(folder.resolve("config.json"), text));
    }

    private Object call(String method, Map<String, Object> parameters) throws Exception {
        return platform.controlPlane().call(method, parameters);
    }

    private Map<?, ?> subsystem() throws Exception {
        return (Map<?, ?>) ((List<?>) call("nvmf_get_subsystems", Map.of("nqn", NQN))).getFirst();
    }

    private Map<?, ?> namespace() throws Exception {
        return (Map<?, ?>) ((List<?>) subsystem().get("namespaces")).getFirst();
    }

    private List<String> desired(String what) throws Exception {
        List<String> all = new ArrayList<>();
        for (Object one : (List<?>) call("viaduct_get_desired", null)) {
            Map<?, ?> entry = (Map<?, ?>) one;
            all.add(entry.get("method") + " " + entry.get(what));
        }
        return all;
    }

    private void build() throws Exception {
        call("bdev_keyed_create", Map.of("name", "k"));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        Map<String, Object> namespace = Map.of("bdev_name", "k");
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
        call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", 1, "hold_ms", 5));
    }

    @Test
    void shouldHoldAfterARestartWhatItHeldBefore() throws Exception {
        start(plain());
        build();
        Map<?, ?> before = subsystem();
        List<String> parameters = desired("params");
        start(plain());
        assertEquals(before, subsystem());
        assertEquals(parameters, desired("params"));
        assertTrue(desired("state").stream().allMatch(one -> one.endsWith(" LIVE")));
        Map<?, ?> journal = (Map<?, ?>) call("viaduct_get_journal", null);
        assertEquals(0L, journal.get("records"), "nothing was changed by being made again");
        assertNull(journal.get("fault"));
    }

    @Test
    void shouldLetWaitWhatABundleIsMissingFor() throws Exception {
        start(plain());
        build();
        Map<?, ?> before = subsystem();
        open(plain());
        platform.boot();
        assertEquals(
                List.of(
                        "bdev_keyed_create WAITING",
                        "nvmf_create_transport WAITING",
                        "nvmf_create_subsystem LIVE",
                        "nvmf_subsystem_add_ns WAITING",
                        "nvmf_subsystem_add_listener WAITING",
                        "viaduct_ns_set_hold LIVE"),
                desired("state"));
        assertEquals(
                "bdev_keyed_create a bundle is not there, which has bdev_keyed_create",
                desired("reason").getFirst());
        assertEquals(
                "nvmf_create_transport io.viaduct.transport.tcp is not there, which has transport"
                        + " TCP",
                desired("reason").get(1));
        addKeyed();
        addWire();
        awaitLive();
        assertEquals(before, subsystem());
    }

    private void awaitLive() throws Exception {
        while (!desired("state").stream().allMatch(one -> one.endsWith(" LIVE"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldKeepThePathsOfKeysAndNothingOfWhatIsInThem() throws Exception {
        Path key = Files.writeString(folder.resolve("k.key"), "secret");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        start(plain());
        call("keyring_file_add_key", Map.of("name", "k", "path", key.toString()));
        Files.delete(key);
        start(plain());
        assertEquals(List.of(), call("keyring_get_keys", null));
        assertEquals(List.of("keyring_file_add_key FAILED"), desired("state"));
        for (String part : List.of("keyring_file_add_key", key.toString())) {
            assertTrue(kept().contains(part), part);
        }
        assertFalse(kept().contains("secret"));
        Files.writeString(key, "secret");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        start(plain());
        assertEquals(1, ((List<?>) call("keyring_get_keys", null)).size());
        assertEquals(List.of("keyring_file_add_key LIVE"), desired("state"));
    }

    private String kept() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void shouldGiveUpWhatWaitsOnRequest() throws Exception {
        start(plain());
        build();
        open(plain());
        addWire();
        platform.boot();
        List<?> waiting = (List<?>) call("viaduct_get_desired", Map.of("state", "WAITING"));
        assertEquals(2, waiting.size());
        Map<String, Object> first =
                Map.of("sequence", ((Map<?, ?>) waiting.getFirst()).get("sequence"));
        call("viaduct_forget_desired", first);
        assertEquals(
                -2,
                assertThrows(RpcException.class, () -> call("viaduct_forget_desired", first))
                        .code());
        List<?> live = (List<?>) call("viaduct_get_desired", Map.of("state", "LIVE"));
        Map<String, Object> other =
                Map.of("sequence", ((Map<?, ?>) live.getFirst()).get("sequence"));
        assertEquals(
                -16,
                assertThrows(RpcException.class, () -> call("viaduct_forget_desired", other))
                        .code());
        start(plain());
        assertEquals(3, desired("state").size());
    }

    @Test
    void shouldTakeOverWhatWasGeneratedForObjectsThatStillExist() throws Exception {
        start(configured(CONFIG));
        Map<?, ?> before = namespace();
        call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", 1, "hold_ms", 5));
        for (int i = 0; i < 2; i++) {
            start(configured(CONFIG));
            assertEquals(before, namespace());
            List<?> ours = (List<?>) call("framework_get_config", Map.of("name", "viaduct"));
            assertEquals(1, ours.size());
        }
        start(configured(CONFIG.replace("\"k\"", "\"l\"")));
        assertNotEquals(before.get("uuid"), namespace().get("uuid"));
        assertEquals(List.of(), call("framework_get_config", Map.of("name", "viaduct")));
        assertTrue(Files.exists(folder.resolve("desired.replaced.3")));
    }

    @Test
    void shouldStartFromAConfigurationWhoseModulesAreAbsent() throws Exception {
        open(configured(CONFIG));
        platform.boot();
        assertEquals(
                3, desired("state").stream().filter(one -> one.endsWith("WAITING")).count() - 1);
        Map<String, Object> disk = Map.of("bdev_name", "m");
        platform.registry(platform.owner("other")).register(new ZeroDisk("m", 8));
        Object nsid = call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", disk));
        assertEquals(2, nsid, "the first is kept for the one that waits");
        addWire();
        addKeyed();
        awaitLive();
        Map<?, ?> before = namespace();
        assertEquals(1, before.get("nsid"));
        start(plain());
        assertEquals(before, namespace());
    }

    @Test
    void shouldLeaveTheJournalAsItWasWhereAConfigurationIsRefused() throws Exception {
        start(plain());
        build();
        Map<?, ?> before = subsystem();
        open(configured(CONFIG.replace("\"trsvcid\": \"0\"", "\"trsvcid\": \"no port\"")));
        addWire();
        addKeyed();
        var failure = assertThrows(ConfigFile.Invalid.class, platform::boot);
        assertTrue(failure.getMessage().contains("entry 4"), failure::getMessage);
        start(plain());
        assertEquals(before, subsystem());
    }

    @Test
    void shouldKeepADamagedJournalAsideAndBeginWithoutObjects() throws Exception {
        start(plain());
        build();
        close();
        platform = null;
        Path journal = folder.resolve("desired");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[bytes.length / 2] ^= 1;
        Files.write(journal, bytes);
        for (String aside : List.of("desired.damaged.1", "null")) {
            start(plain().withDemo(0));
            assertEquals(List.of(), desired("state"));
            Map<?, ?> status = (Map<?, ?>) call("viaduct_get_journal", null);
            assertEquals(aside, String.valueOf(status.get("aside")));
        }
    }

    @Test
    void shouldMakeTheDemonstrationOnlyWhereThereIsNoJournal() throws Exception {
        start(plain());
        assertEquals(List.of(), desired("state"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        call("nvmf_delete_subsystem", Map.of("nqn", NQN));
        start(plain().withDemo(0));
        assertEquals(List.of(), desired("state"), "a configuration without objects is one");
    }

    @Test
    void shouldKeepUuidsApart() throws Exception {
        start(plain());
        call("bdev_keyed_create", Map.of("name", "k", "uuid", new UUID(1, 2).toString()));
        start(
                configured(
                        "{\"subsystems\": [{\"subsystem\": \"bdev\", \"config\": [{\"method\":"
                                + " \"bdev_keyed_create\", \"params\": {\"name\": \"k\"}}]}]}"));
        List<?> all = (List<?>) call("framework_get_config", Map.of("name", "bdev"));
        Map<?, ?> given = (Map<?, ?>) ((Map<?, ?>) all.getFirst()).get("params");
        assertNotEquals(
                new UUID(1, 2).toString(), given.get("uuid"), "it was given, not generated");
    }
}
