package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class DesiredStateTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:a";

    private final DesiredState desired = new DesiredState();

    private void done(String method, Map<String, Object> parameters) {
        desired.done(desired.nextSequence(), method, parameters);
    }

    private List<String> methods() {
        return desired.entries().stream().map(DesiredState.Entry::method).toList();
    }

    @Test
    void shouldKeepTheOrderInWhichCallsWereMade() {
        long first = desired.nextSequence();
        done("bdev_b_create", Map.of("name", "b"));
        desired.done(first, "bdev_a_create", Map.of("name", "a"));
        assertEquals(List.of("bdev_a_create", "bdev_b_create"), methods());
    }

    @Test
    void shouldForgetADeviceAndWhatWasDoneToIt() {
        done("bdev_null_create", Map.of("name", "a"));
        done("bdev_null_create", Map.of("name", "b"));
        done("bdev_null_resize", Map.of("name", "a", "new_size", 5));
        done("bdev_null_delete", Map.of("name", "a"));
        assertEquals(Map.of("name", "b"), desired.entries().getFirst().parameters());
        assertEquals(1, desired.entries().size());
    }

    @Test
    void shouldKeepWhatWasMadeWhileTheRemovalOfItsForerunnerWasUnderWay() {
        Map<String, Object> first = Map.of("nsid", 1, "bdev_name", "a");
        Map<String, Object> second = Map.of("nsid", 1, "bdev_name", "b");
        done("bdev_null_create", Map.of("name", "a"));
        done("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", first));
        long removal = desired.nextSequence();
        long deletion = desired.nextSequence();
        done("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", second));
        done("bdev_null_create", Map.of("name", "a"));
        desired.done(removal, "nvmf_subsystem_remove_ns", Map.of("nqn", NQN, "nsid", 1));
        desired.done(deletion, "bdev_null_delete", Map.of("name", "a"));
        assertEquals(List.of("nvmf_subsystem_add_ns", "bdev_null_create"), methods());
        assertEquals("b", desired.entries().getFirst().at("namespace.bdev_name"));
    }

    @Test
    void shouldForgetAKeyByEitherOfItsNames() {
        done("keyring_file_add_key", Map.of("name", ":a", "path", "/a"));
        done("keyring_file_add_key", Map.of("name", "b", "path", "/b"));
        done("bdev_null_create", Map.of("name", "a"));
        done("bdev_null_delete", Map.of("name", "b"));
        done("keyring_file_remove_key", Map.of("name", "a"));
        assertEquals(List.of("keyring_file_add_key", "bdev_null_create"), methods());
        assertEquals("/b", desired.entries().getFirst().at("path"));
    }

    @Test
    void shouldForgetASubsystemAndAllOfIt() {
        done("nvmf_create_transport", Map.of("trtype", "TCP"));
        done("nvmf_create_subsystem", Map.of("nqn", NQN));
        done("nvmf_subsystem_add_host", Map.of("nqn", NQN, "host", "h"));
        done("nvmf_subsystem_allow_any_host", Map.of("nqn", NQN, "allow_any_host", true));
        done("nvmf_delete_subsystem", Map.of("nqn", NQN));
        assertEquals(List.of("nvmf_create_transport"), methods());
    }

    @Test
    void shouldTakeBackNamespacesListenersAndHosts() {
        Map<String, Object> address = Map.of("trtype", "TCP", "traddr", "::1", "trsvcid", "4420");
        Map<String, Object> other = Map.of("trtype", "TCP", "traddr", "::1", "trsvcid", "4421");
        done("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", Map.of("nsid", 1)));
        done("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", Map.of("nsid", 2)));
        done("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
        done("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", other));
        done("nvmf_subsystem_add_host", Map.of("nqn", NQN, "host", "h"));
        done("nvmf_subsystem_remove_ns", Map.of("nqn", NQN, "nsid", 1));
        done("nvmf_subsystem_remove_listener", Map.of("nqn", NQN, "listen_address", address));
        done("nvmf_subsystem_remove_host", Map.of("nqn", NQN, "host", "h"));
        assertEquals(2, desired.entries().size());
        assertEquals(2, desired.entries().get(0).at("namespace.nsid"));
        assertEquals("4421", desired.entries().get(1).at("listen_address.trsvcid"));
    }

    @Test
    void shouldKeepTheLastAnswerToAllowAnyHost() {
        done("nvmf_subsystem_allow_any_host", Map.of("nqn", NQN, "allow_any_host", true));
        done("nvmf_subsystem_allow_any_host", Map.of("nqn", NQN, "allow_any_host", false));
        assertEquals(1, desired.entries().size());
        assertEquals(false, desired.entries().getFirst().at("allow_any_host"));
    }

    @Test
    void shouldMergeOptionsThatAreSetAgain() {
        done("iobuf_set_options", Map.of("small_pool_count", 1, "large_pool_count", 2));
        done("bdev_null_create", Map.of("name", "a"));
        done("iobuf_set_options", Map.of("small_pool_count", 3));
        assertEquals(List.of("iobuf_set_options", "bdev_null_create"), methods());
        assertEquals(
                Map.of("small_pool_count", 3, "large_pool_count", 2),
                desired.entries().getFirst().parameters());
    }

    @Test
    void shouldLetWaitWhatHasLeftAgainWhileItWasMadeAgain() {
        done("bdev_null_create", Map.of("name", "a"));
        DesiredState.Entry device = desired.entries().getFirst();
        desired.suspendDevice("a", "it has left");
        long seen = desired.suspensions();
        desired.suspendDevice("a", "it has left again");
        assertFalse(desired.resume(device, seen));
        assertEquals("it has left again", desired.reason(device));
        assertTrue(desired.resume(device, desired.suspensions()));
        assertEquals(List.of(), desired.waiting());
    }

    @Test
    void shouldForgetANamespaceThatWaitsForADeviceThatIsDeleted() {
        done("bdev_null_create", Map.of("name", "a"));
        Map<String, Object> one = Map.of("nsid", 1, "bdev_name", "a");
        Map<String, Object> other = Map.of("nsid", 2, "bdev_name", "b");
        done("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", one));
        done("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", other));
        desired.suspendNamespace(TargetNames.DEFAULT, NQN, 1, "it is lost");
        desired.suspendNamespace(TargetNames.DEFAULT, NQN, 2, "it is lost");
        done("bdev_null_delete", Map.of("name", "a"));
        assertFalse(desired.hasNamespace(TargetNames.DEFAULT, NQN, 1));
        assertTrue(desired.hasNamespace(TargetNames.DEFAULT, NQN, 2));
        assertEquals(1, desired.waiting().size());
    }

    @Test
    void shouldKeepEachLimitOfADeviceUntilItIsLifted() {
        done("bdev_null_create", Map.of("name", "a"));
        done("bdev_set_qos_limit", Map.of("name", "a", "rw_ios_per_sec", 5000L));
        done(
                "bdev_set_qos_limit",
                Map.of("name", "a", "r_mbytes_per_sec", 7L, "w_mbytes_per_sec", 0L));
        Map<String, Object> both =
                Map.of("name", "a", "rw_ios_per_sec", 5000L, "r_mbytes_per_sec", 7L);
        assertEquals(both, desired.entries().getLast().parameters());
        assertEquals(2, desired.entries().size());
        done("bdev_set_qos_limit", Map.of("name", "a", "rw_ios_per_sec", 0L));
        Map<String, Object> one = Map.of("name", "a", "r_mbytes_per_sec", 7L);
        assertEquals(one, desired.entries().getLast().parameters());
        done("bdev_set_qos_limit", Map.of("name", "a", "r_mbytes_per_sec", 0));
        assertEquals(List.of("bdev_null_create"), methods());
        done("bdev_set_qos_limit", Map.of("name", "a", "w_mbytes_per_sec", 0));
        assertEquals(List.of("bdev_null_create"), methods());
        done("bdev_set_qos_limit", Map.of("name", "a", "w_mbytes_per_sec", 1));
        done("bdev_null_delete", Map.of("name", "a"));
        assertEquals(List.of(), methods());
    }

    @Test
    void shouldForgetWhatIsSwitchedOff() {
        done("bdev_enable_histogram", Map.of("name", "a", "enable", true));
        done("bdev_set_qd_sampling_period", Map.of("name", "a", "period", 10L));
        done("bdev_enable_histogram", Map.of("name", "a", "enable", true, "opc", "read"));
        assertEquals(2, desired.entries().size());
        done("bdev_enable_histogram", Map.of("name", "a", "enable", false));
        done("bdev_set_qd_sampling_period", Map.of("name", "a", "period", 0L));
        assertEquals(List.of(), methods());
    }
}
