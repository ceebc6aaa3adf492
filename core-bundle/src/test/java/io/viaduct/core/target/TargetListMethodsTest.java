package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;
import static io.viaduct.core.target.TargetFixture.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.RpcException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several targets in one process. */
class TargetListMethodsTest {
    private static final String OTHER = "other";

    private final TargetFixture f = new TargetFixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Map<String, Object> in(String target, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("tgt_name", target);
        return all;
    }

    private void make(String target, String device, String port) throws Exception {
        f.bdevs.add(device);
        f.call("nvmf_create_transport", in(target, Map.of("trtype", "tcp")));
        f.call("nvmf_create_subsystem", in(target, Map.of("nqn", NQN)));
        f.call(
                "nvmf_subsystem_add_ns",
                in(target, TargetFixture.namespace(Map.of("bdev_name", device))));
        f.call(
                "nvmf_subsystem_add_listener",
                in(target, Map.of("nqn", NQN, "listen_address", address(port))));
    }

    private void makeBoth() throws Exception {
        assertEquals(OTHER, f.call("nvmf_create_target", Map.of("name", OTHER)));
        make(OTHER, "e", "4421");
        make("nvmf_tgt", "d", "4420");
    }

    private String device(String target) throws Exception {
        List<?> all = (List<?>) f.call("nvmf_get_subsystems", in(target, Map.of("nqn", NQN)));
        List<?> namespaces = (List<?>) ((Map<?, ?>) all.getFirst()).get("namespaces");
        return (String) ((Map<?, ?>) namespaces.getFirst()).get("bdev_name");
    }

    @Test
    void shouldKeepWhatIsInTargetsApart() throws Exception {
        makeBoth();
        assertEquals(List.of(OTHER, "nvmf_tgt"), f.call("nvmf_get_targets", null));
        assertEquals("d", device("nvmf_tgt"));
        assertEquals("e", device(OTHER));
        assertNotNull(f.others.get(OTHER).views.get(NQN));
        assertTrue(f.others.get(OTHER).events.contains("start ALLOW"));
        assertEquals(2, f.tcp.listening.size());
        f.call("nvmf_subsystem_remove_ns", in(OTHER, Map.of("nqn", NQN, "nsid", 1)));
        assertTrue(f.on(() -> f.desired.hasNamespace("nvmf_tgt", NQN, 1)));
        assertFalse(f.on(() -> f.desired.hasNamespace(OTHER, NQN, 1)));
    }

    @Test
    void shouldTellTheOptionsOfATarget() throws Exception {
        f.call(
                "nvmf_create_target",
                Map.of("name", OTHER, "dup_host_policy", "restrict_per_listener"));
        assertTrue(f.others.get(OTHER).events.contains("start RESTRICT_PER_LISTENER"));
    }

    @Test
    void shouldAllowNoMoreSubsystemsThanWereAskedFor() throws Exception {
        f.call("nvmf_create_target", Map.of("name", OTHER, "max_subsystems", 1));
        f.refuses(
                RpcException.INTERNAL_ERROR,
                "Unable to create subsystem " + NQN,
                "nvmf_create_subsystem",
                in(OTHER, Map.of("nqn", NQN)));
    }

    @ParameterizedTest
    @CsvSource({
        "nvmf_get_transports, Unable to find a target.",
        "nvmf_get_stats, Unable to find a target.",
        "nvmf_discovery_get_referrals, Unable to find a target",
        "nvmf_get_subsystems, No default NVMf target found; specify tgt_name"
    })
    void shouldAskForANameWhereThereAreSeveral(String method, String message) throws Exception {
        f.call(method, null);
        f.call("nvmf_create_target", Map.of("name", OTHER));
        f.refuses(RpcException.INTERNAL_ERROR, message, method, null);
        f.call(method, Map.of("tgt_name", "nvmf_tgt"));
        f.call("nvmf_delete_target", Map.of("name", OTHER));
        f.call(method, null);
    }

    @Test
    void shouldRefuseANameThatIsTakenOrUnknown() throws Exception {
        f.call("nvmf_create_target", Map.of("name", OTHER));
        for (String taken : List.of(OTHER, "nvmf_tgt")) {
            f.refuses(
                    RpcException.INVALID_PARAMS,
                    "Target already exists.",
                    "nvmf_create_target",
                    Map.of("name", taken));
        }
        f.refuses(
                RpcException.INVALID_PARAMS,
                "The specified target doesn't exist, cannot delete it.",
                "nvmf_delete_target",
                Map.of("name", "none"));
        f.refuses(
                RpcException.INVALID_PARAMS,
                "NVMf target 'none' not found",
                "nvmf_get_subsystems",
                Map.of("tgt_name", "none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00e4", "a\nb"})
    void shouldRefuseANameThatCannotBeWritten(String name) {
        f.refuses(
                RpcException.INVALID_PARAMS,
                "Invalid parameters",
                "nvmf_create_target",
                Map.of("name", name));
    }

    @Test
    void shouldRefuseMoreTargetsThanThereMayBe() throws Exception {
        for (int i = 1; i < Targets.TARGETS_MAX; i++) {
            f.call("nvmf_create_target", Map.of("name", "t" + i));
        }
        f.refuses(
                RpcException.INTERNAL_ERROR,
                "Unable to create the requested target.",
                "nvmf_create_target",
                Map.of("name", OTHER));
    }

    @Test
    void shouldGiveBackWhatATargetHasThatDoesNotStart() throws Exception {
        FakeSide half = new FakeSide();
        f.others.put(OTHER, half);
        half.failing = true;
        f.refuses(
                RpcException.INTERNAL_ERROR,
                "no room",
                "nvmf_create_target",
                Map.of("name", OTHER));
        assertEquals(List.of("start ALLOW", "stop", "close"), half.events);
        assertEquals(List.of("nvmf_tgt"), f.call("nvmf_get_targets", null));
        half.failing = false;
        assertEquals(OTHER, f.call("nvmf_create_target", Map.of("name", OTHER)));
    }

    @Test
    void shouldDeleteATargetWithAllThatIsIts() throws Exception {
        makeBoth();
        assertEquals(true, f.call("nvmf_delete_target", Map.of("name", OTHER)));
        List<String> events = f.others.get(OTHER).events;
        assertEquals(List.of("stop", "close"), events.subList(events.size() - 2, events.size()));
        assertNull(f.others.get(OTHER).views.get(NQN));
        assertEquals("d", device("nvmf_tgt"));
        assertEquals(
                List.of(
                        "nvmf_create_transport",
                        "nvmf_create_subsystem",
                        "nvmf_subsystem_add_ns",
                        "nvmf_subsystem_add_listener"),
                f.desiredMethods());
        // Its device is free.
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN + "2"));
        f.call(
                "nvmf_subsystem_add_ns",
                Map.of("nqn", NQN + "2", "namespace", Map.of("bdev_name", "e")));
    }

    @Test
    void shouldKeepTheTargetThatThereIsWithoutAsking() {
        f.refuses(
                RpcException.INVALID_PARAMS,
                "Invalid parameters",
                "nvmf_delete_target",
                Map.of("name", "nvmf_tgt"));
    }
}
