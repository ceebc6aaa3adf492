package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;
import static io.viaduct.core.target.TargetFixture.address;
import static io.viaduct.core.target.TargetFixture.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;
import io.viaduct.core.view.DiscoveryView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ListenerMethodsTest {
    private static final String ADD = "nvmf_subsystem_add_listener";
    private static final String REMOVE = "nvmf_subsystem_remove_listener";
    private static final String OTHER = NQN + "2";
    private static final TransportId PORT_4420 =
            new TransportId("TCP", "IPv4", "127.0.0.1", "4420");

    private final TargetFixture f = new TargetFixture();

    @BeforeEach
    void create() throws Exception {
        f.call("nvmf_create_transport", Map.of("trtype", "TCP"));
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN));
        f.call("nvmf_create_subsystem", Map.of("nqn", OTHER, "allow_any_host", true));
    }

    @AfterEach
    void close() {
        f.close();
    }

    private DiscoveryView log() {
        return f.side.views.get(Nqn.DISCOVERY).discovery();
    }

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> all = new HashMap<>(listener(OTHER, "4420"));
        all.put(name, value);
        return all;
    }

    @Test
    @Proves("features 1 listener refcount")
    void shouldListenOnceForTwoSubsystemsAndStopWithTheLast() throws Exception {
        f.call(ADD, listener(NQN, "4420"));
        f.call(ADD, listener(OTHER, "4420"));
        assertEquals(List.of("4420"), f.tcp.listening);
        f.call(REMOVE, listener(NQN, "4420"));
        assertEquals(List.of("4420"), f.tcp.listening);
        assertTrue(f.side.events.contains("disconnect " + NQN + " " + PORT_4420));
        f.call(REMOVE, listener(OTHER, "4420"));
        assertTrue(f.tcp.listening.isEmpty());
        assertTrue(f.side.events.contains("disconnect " + Nqn.DISCOVERY + " " + PORT_4420));
    }

    @Test
    void shouldPutListenersIntoViewAndDiscoveryLog() throws Exception {
        long before = log().generation();
        f.call(ADD, listener(NQN, "4420"));
        assertEquals(Set.of(PORT_4420), f.side.views.get(NQN).listeners());
        assertEquals(Set.of(PORT_4420), f.side.views.get(Nqn.DISCOVERY).listeners());
        assertEquals(before + 1, log().generation());
        DiscoveryView.Entry entry = log().entries().getFirst();
        assertEquals(NQN, entry.subnqn());
        assertEquals(2, entry.subtype());
        assertEquals(3, entry.trtype());
        assertEquals(1, entry.adrfam());
        assertEquals(128, entry.asqsz());
        assertFalse(entry.visibleTo("h"));
    }

    @Test
    void shouldShowDiscoveryItselfWhereItIsAddedByName() throws Exception {
        f.call(ADD, listener("discovery", "8009"));
        DiscoveryView.Entry entry = log().entries().getFirst();
        assertEquals(3, entry.subtype());
        assertEquals(Nqn.DISCOVERY, entry.subnqn());
        f.call(REMOVE, listener(Nqn.DISCOVERY, "8009"));
        assertTrue(log().entries().isEmpty());
        assertFalse(f.desiredMethods().contains(ADD));
    }

    @Test
    void shouldNotChangeTheGenerationWithoutNeed() throws Exception {
        f.call(ADD, listener(NQN, "4420"));
        long before = log().generation();
        f.bdevs.add("d");
        f.call("nvmf_subsystem_add_ns", TargetFixture.namespace(Map.of("bdev_name", "d")));
        assertEquals(before, log().generation());
    }

    @Test
    void shouldReplacePortZeroByTheRealOne() throws Exception {
        f.call(ADD, listener(NQN, "0"));
        assertEquals(
                List.of(Map.of("address", address("5000"))),
                f.call("nvmf_subsystem_get_listeners", Map.of("nqn", NQN)));
        assertEquals(
                "5000", f.on(() -> f.desired.entries().getLast()).at("listen_address.trsvcid"));
    }

    @Test
    void shouldAssumeAnInternetAddress() throws Exception {
        f.call(
                ADD,
                Map.of(
                        "nqn",
                        NQN,
                        "listen_address",
                        Map.of("trtype", "tcp", "traddr", "127.0.0.1", "trsvcid", "4420")));
        assertEquals(Set.of(PORT_4420), f.side.views.get(NQN).listeners());
    }

    @Test
    void shouldRefuseWhatCannotBe() throws Exception {
        f.call(ADD, listener(NQN, "4420"));
        f.refuses(-32602, "Invalid parameters", ADD, listener(NQN, "4420"));
        f.refuses(-32602, "Invalid parameters", ADD, listener(NQN, "13"));
        f.refuses(-32602, "Invalid parameters", REMOVE, listener(NQN, "4421"));
        Map<String, Object> rdma = Map.of("trtype", "RDMA", "traddr", "::1", "trsvcid", "1");
        f.refuses(-32602, "Invalid parameters", ADD, Map.of("nqn", NQN, "listen_address", rdma));
    }

    @Test
    void shouldRefuseFeaturesThatAreNotThere() {
        f.refuses(
                -32603,
                "Cannot establish secure channel, when 'allow_any_host' is set",
                ADD,
                with("secure_channel", true));
        f.refuses(-32602, "Invalid parameters", ADD, with("ana_state", "inaccessible"));
        f.refuses(-32602, "Invalid parameters", ADD, with("sock_impl", "ssl"));
    }

    @Test
    void shouldShowControllersAndQueuePairs() throws Exception {
        Map<?, ?> controller =
                (Map<?, ?>)
                        ((List<?>) f.call("nvmf_subsystem_get_controllers", Map.of("nqn", NQN)))
                                .getFirst();
        assertEquals(1, controller.get("cntlid"));
        assertEquals(List.of(), f.call("nvmf_subsystem_get_qpairs", Map.of("nqn", NQN)));
    }
}
