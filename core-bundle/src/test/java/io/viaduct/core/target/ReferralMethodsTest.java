package io.viaduct.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.conformance.Proves;
import io.viaduct.core.view.DiscoveryView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ReferralMethodsTest {
    private static final String ADD = "nvmf_discovery_add_referral";
    private static final String REMOVE = "nvmf_discovery_remove_referral";
    private static final Map<String, Object> ELSEWHERE =
            Map.of("address", TargetFixture.address("8009"));

    private final TargetFixture f = new TargetFixture();

    @AfterEach
    void close() {
        f.close();
    }

    private DiscoveryView log() {
        return f.side.views.get(Nqn.DISCOVERY).discovery();
    }

    @Test
    @Proves("features 3.6 referrals")
    void shouldPutReferralsIntoTheLogOnce() throws Exception {
        f.call(ADD, ELSEWHERE);
        f.call(ADD, ELSEWHERE);
        assertEquals(1, log().entries().size());
        DiscoveryView.Entry entry = log().entries().getFirst();
        assertEquals(1, entry.subtype());
        assertEquals(Nqn.DISCOVERY, entry.subnqn());
        assertEquals(3, entry.trtype());
        assertEquals(1, f.desiredMethods().size());
        assertEquals(
                List.of(
                        Map.of(
                                "address",
                                TargetFixture.address("8009"),
                                "secure_channel",
                                false,
                                "subnqn",
                                Nqn.DISCOVERY)),
                f.call("nvmf_discovery_get_referrals", null));
    }

    @Test
    void shouldReferToASubsystemByName() throws Exception {
        f.call(
                ADD,
                Map.of(
                        "address",
                        TargetFixture.address("4420"),
                        "subnqn",
                        "nqn.2026-11.io.viaduct:b"));
        assertEquals(2, log().entries().getFirst().subtype());
    }

    @Test
    @Proves("features 3.6 referrals")
    void shouldTakeReferralsOutOfTheLog() throws Exception {
        f.refuses(-32603, "Unable to remove a referral.", REMOVE, ELSEWHERE);
        f.call(ADD, ELSEWHERE);
        f.call(REMOVE, ELSEWHERE);
        assertTrue(log().entries().isEmpty());
        assertEquals(List.of(), f.desiredMethods());
    }

    @Test
    void shouldRefuseWhatIsNoPlaceToLook() {
        f.refuses(
                -32603,
                "Service ID is required.",
                ADD,
                Map.of("address", Map.of("trtype", "TCP", "traddr", "127.0.0.1")));
        f.refuses(
                -32602,
                "Invalid subsystem NQN",
                ADD,
                Map.of("address", TargetFixture.address("1"), "subnqn", "bad"));
        f.refuses(
                -32602,
                "Invalid parameters",
                ADD,
                Map.of("address", Map.of("trtype", "LOOP", "traddr", "x", "trsvcid", "1")));
    }

    @Test
    @Proves("features 3.6 unique discovery NQN")
    void shouldNameTheDiscoverySubsystem() throws Exception {
        String name = "nqn.2026-11.io.viaduct:discovery";
        f.build();
        long generation = log().generation();
        f.call("viaduct_discovery_set_nqn", Map.of("nqn", name));
        assertEquals(name, log().nqn());
        assertEquals(generation + 1, log().generation());
        f.refuses(
                -32603,
                "Unable to create subsystem " + name,
                "nvmf_create_subsystem",
                Map.of("nqn", name));
        for (String bad : List.of("bad", TargetFixture.NQN)) {
            f.refuses(
                    -32602, "Invalid parameters", "viaduct_discovery_set_nqn", Map.of("nqn", bad));
        }
        f.call("viaduct_discovery_set_nqn", Map.of());
        assertEquals(Nqn.DISCOVERY, log().nqn());
    }

    @Test
    void shouldCountQueuesByReactor() throws Exception {
        f.call("nvmf_create_transport", Map.of("trtype", "TCP"));
        Map<?, ?> all = (Map<?, ?>) f.call("nvmf_get_stats", null);
        Map<?, ?> group = (Map<?, ?>) ((List<?>) all.get("poll_groups")).getFirst();
        assertEquals("reactor_0", group.get("name"));
        assertEquals(3L, ((Number) group.get("admin_qpairs")).longValue());
        assertEquals(5L, ((Number) group.get("current_unassociated_qpairs")).longValue());
        assertEquals(4L, ((Number) group.get("pending_bdev_io")).longValue());
        assertEquals(6L, ((Number) group.get("completed_nvme_io")).longValue());
        assertEquals(List.of(Map.of("trtype", "TCP")), group.get("transports"));
    }
}
