package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.core.view.SubsystemView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class SubsystemMethodsTest {
    private final TargetFixture f = new TargetFixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> all = new HashMap<>(Map.of("nqn", NQN));
        all.put(name, value);
        return all;
    }

    @Test
    void shouldListDiscoveryFirstAndFieldsInSpdksOrder() throws Exception {
        f.build();
        List<?> all = (List<?>) f.call("nvmf_get_subsystems", null);
        Map<?, ?> discovery = (Map<?, ?>) all.get(0);
        assertEquals(
                List.of("nqn", "subtype", "listen_addresses", "allow_any_host", "hosts"),
                new ArrayList<>(discovery.keySet()));
        assertEquals("Discovery", discovery.get("subtype"));
        Map<?, ?> subsystem = (Map<?, ?>) all.get(1);
        assertEquals(
                List.of(
                        "nqn",
                        "subtype",
                        "listen_addresses",
                        "allow_any_host",
                        "hosts",
                        "serial_number",
                        "model_number",
                        "max_namespaces",
                        "passthrough",
                        "min_cntlid",
                        "max_cntlid",
                        "dmrsl",
                        "wzsl",
                        "namespaces"),
                new ArrayList<>(subsystem.keySet()));
        assertEquals(List.of(TargetFixture.address("4420")), subsystem.get("listen_addresses"));
        Map<?, ?> namespace = (Map<?, ?>) ((List<?>) subsystem.get("namespaces")).getFirst();
        assertEquals(
                List.of("nsid", "bdev_name", "name", "nguid", "uuid"),
                new ArrayList<>(namespace.keySet()));
    }

    @Test
    void shouldListDiscoveryBeforeASubsystemWhoseNameIsOlder() throws Exception {
        f.build();
        f.call("nvmf_create_subsystem", Map.of("nqn", "nqn.2010-01.org.example:old"));
        List<?> all = (List<?>) f.call("nvmf_get_subsystems", null);
        assertEquals("Discovery", ((Map<?, ?>) all.get(0)).get("subtype"));
        assertEquals("nqn.2010-01.org.example:old", ((Map<?, ?>) all.get(1)).get("nqn"));
    }

    @Test
    void shouldPublishWhatWasAskedFor() throws Exception {
        Map<String, Object> p = with("serial_number", "S");
        p.put("model_number", "M");
        p.put("max_namespaces", 4);
        p.put("min_cntlid", 5);
        p.put("max_cntlid", 6);
        p.put("allow_any_host", true);
        assertEquals(true, f.call("nvmf_create_subsystem", p));
        SubsystemView view = f.side.views.get(NQN);
        assertEquals("nvmf_tgt", view.target());
        assertEquals("S", view.serialNumber());
        assertEquals("M", view.modelNumber());
        assertEquals(4, view.maxNamespaces());
        assertEquals(5, view.controllers().minCntlid());
        assertEquals(6, view.controllers().maxCntlid());
        assertTrue(view.allows("anybody"));
    }

    @Test
    void shouldRefuseInTheWordsThatSpdksTestsMatch() {
        String create = "nvmf_create_subsystem";
        f.refuses(-32603, "Unable to find target foobar", create, with("tgt_name", "foobar"));
        f.refuses(-32602, "Invalid parameters", create, with("serial_number", "S\u001f"));
        f.refuses(-32602, "Invalid parameters", create, with("serial_number", "x".repeat(21)));
        f.refuses(-32602, "Invalid parameters", create, with("model_number", "M\u001f"));
        f.refuses(-32602, "Invalid parameters", create, with("model_number", "x".repeat(41)));
        f.refuses(-32602, "Invalid admin_label", create, with("admin_label", "abc"));
        f.refuses(-32602, "Invalid cntlid range [0-65519]", create, with("min_cntlid", 0));
        f.refuses(-32602, "Invalid cntlid range [65520-65519]", create, with("min_cntlid", 65520));
        f.refuses(-32602, "Invalid cntlid range [1-0]", create, with("max_cntlid", 0));
        f.refuses(-32602, "Invalid cntlid range [1-65520]", create, with("max_cntlid", 65520));
        Map<String, Object> crossed = with("min_cntlid", 6);
        crossed.put("max_cntlid", 5);
        f.refuses(-32602, "Invalid cntlid range [6-5]", create, crossed);
    }

    @Test
    void shouldLetHostsResetTheSubsystemAndNameControllersWhereItIsSaid() throws Exception {
        Map<String, Object> p = with("enable_nssr", true);
        f.call("nvmf_create_subsystem", p);
        assertEquals(true, f.side.views.get(NQN).controllers().resets());
        assertEquals(false, f.side.views.get(NQN).controllers().named());
        String method = "viaduct_subsystem_set_controller_model";
        f.call(method, Map.of("nqn", NQN, "model", "static"));
        assertEquals(true, f.side.views.get(NQN).controllers().named());
        f.call(method, Map.of("nqn", NQN, "model", "dynamic"));
        assertEquals(false, f.side.views.get(NQN).controllers().named());
        f.refuses(-32602, "Invalid parameters", method, Map.of("nqn", NQN, "model", "other"));
    }

    @Test
    void shouldRefuseFeaturesThatAreNotThereAndAcceptTheirDefaults() throws Exception {
        String create = "nvmf_create_subsystem";
        for (String lacking : List.of("ana_reporting", "passthrough")) {
            f.refuses(-32602, "Invalid parameters", create, with(lacking, true));
        }
        f.refuses(-32602, "Invalid parameters", create, with("dmrsl", 1L << 32));
        f.refuses(-32602, "Invalid parameters", create, with("wzsl", 256));
        Map<String, Object> defaults = with("ana_reporting", false);
        defaults.putAll(Map.of("passthrough", false, "dmrsl", 2097152, "wzsl", 12));
        defaults.put("admin_label", "test label");
        f.call(create, defaults);
        assertEquals("test label", f.subsystem(NQN).get("admin_label"));
    }

    @Test
    void shouldKeepTheLimitsOfItsCommands() throws Exception {
        Map<String, Object> limited = with("dmrsl", 8);
        limited.put("wzsl", 0);
        f.call("nvmf_create_subsystem", limited);
        assertEquals(8L, ((Number) f.subsystem(NQN).get("dmrsl")).longValue());
        assertEquals(0, f.subsystem(NQN).get("wzsl"));
    }

    @Test
    void shouldRefuseASecondOfTheSameNameAndBadNames() throws Exception {
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN));
        String create = "nvmf_create_subsystem";
        f.refuses(-32603, "Unable to create subsystem " + NQN, create, Map.of("nqn", NQN));
        f.refuses(-32603, "Unable to create subsystem bad", create, Map.of("nqn", "bad"));
    }

    @Test
    void shouldSayWhichSubsystemIsNotThere() {
        String unknown = "Subsystem with NQN '" + NQN + "' not found";
        f.refuses(-32602, unknown, "nvmf_get_subsystems", Map.of("nqn", NQN));
        f.refuses(-32602, unknown, "nvmf_delete_subsystem", Map.of("nqn", NQN));
        f.refuses(
                -32602,
                "NVMf target 't' not found",
                "nvmf_get_subsystems",
                Map.of("tgt_name", "t"));
    }

    @Test
    void shouldGiveUpEverythingWhenASubsystemIsDeleted() throws Exception {
        f.build();
        assertEquals(List.of("4420"), f.tcp.listening);
        assertEquals(true, f.call("nvmf_delete_subsystem", Map.of("nqn", NQN)));
        assertNull(f.side.views.get(NQN));
        assertTrue(f.bdevs.uses.isEmpty());
        assertTrue(f.tcp.listening.isEmpty());
        assertEquals(List.of("nvmf_create_transport"), f.desiredMethods());
    }

    @Test
    void shouldKeepTheDeviceOpenUntilTheReactorsHaveLetGo() throws Exception {
        f.build();
        f.side.hold();
        var answer = f.submit("nvmf_delete_subsystem", Map.of("nqn", NQN)).toCompletableFuture();
        assertEquals(1, (int) f.on(f.bdevs.uses::size));
        assertFalse(answer.isDone());
        f.side.acknowledge();
        assertEquals(true, answer.get());
        assertTrue(f.bdevs.uses.isEmpty());
    }

    @Test
    void shouldNotDeleteDiscovery() {
        Map<String, Object> discovery = Map.of("nqn", Nqn.DISCOVERY);
        f.refuses(-32602, "Invalid parameters", "nvmf_delete_subsystem", discovery);
    }

    @Test
    void shouldNameTheTarget() throws Exception {
        assertEquals(List.of("nvmf_tgt"), f.call("nvmf_get_targets", null));
        f.refuses(
                -32602,
                "nvmf_get_targets method requires no parameters",
                "nvmf_get_targets",
                Map.of());
    }
}
