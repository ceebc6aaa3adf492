package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class HostMethodsTest {
    private static final String HOST = "nqn.2014-08.org.example:host";
    private static final String ADD = "nvmf_subsystem_add_host";
    private static final String REMOVE = "nvmf_subsystem_remove_host";
    private static final Map<String, Object> ONE = Map.of("nqn", NQN, "host", HOST);

    private final TargetFixture f = new TargetFixture();

    @BeforeEach
    void create() throws Exception {
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN));
    }

    @AfterEach
    void close() {
        f.close();
    }

    @Test
    @Proves("features 3.5 hosts by name")
    void shouldLetHostsInByName() throws Exception {
        assertFalse(f.side.views.get(NQN).allows(HOST));
        f.call(ADD, ONE);
        assertTrue(f.side.views.get(NQN).allows(HOST));
        assertEquals(List.of(Map.of("nqn", HOST)), f.subsystem(NQN).get("hosts"));
    }

    @Test
    @Proves("features 1 host filter")
    void shouldDisconnectAHostThatIsTakenOut() throws Exception {
        f.call(ADD, ONE);
        f.call(REMOVE, ONE);
        assertFalse(f.side.views.get(NQN).allows(HOST));
        assertTrue(f.side.events.contains("disconnect " + NQN + " " + HOST));
    }

    @Test
    void shouldLeaveAHostConnectedThatMayComeAnyway() throws Exception {
        f.call(ADD, ONE);
        f.call("nvmf_subsystem_allow_any_host", Map.of("nqn", NQN, "allow_any_host", true));
        f.call(REMOVE, ONE);
        assertFalse(f.side.events.contains("disconnect " + NQN + " " + HOST));
        assertTrue(f.side.views.get(NQN).allows(HOST));
    }

    @Test
    void shouldRefuseTwiceTheSameAndNamesThatAreNone() throws Exception {
        f.call(ADD, ONE);
        f.refuses(-32603, "Internal error", ADD, ONE);
        f.refuses(-32603, "Internal error", ADD, Map.of("nqn", NQN, "host", "bad"));
        f.refuses(-32603, "Internal error", REMOVE, Map.of("nqn", NQN, "host", HOST + "2"));
    }

    @Test
    @Proves({"features 3.5 DH-HMAC-CHAP", "features 3.5 TLS 1.3 PSK"})
    void shouldRefuseKeys() {
        for (String key : List.of("psk", "dhchap_key", "dhchap_ctrlr_key")) {
            Map<String, Object> given = Map.of("nqn", NQN, "host", HOST, key, "k");
            f.refuses(-32602, "Invalid parameters", ADD, given);
        }
    }
}
