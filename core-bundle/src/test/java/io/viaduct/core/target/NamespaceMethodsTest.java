package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;
import static io.viaduct.core.target.TargetFixture.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.conformance.Proves;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.TargetNames;
import io.viaduct.core.view.NamespaceView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;

class NamespaceMethodsTest {
    private static final String ADD = "nvmf_subsystem_add_ns";
    private static final String REMOVE = "nvmf_subsystem_remove_ns";

    private final TargetFixture f = new TargetFixture();

    @BeforeEach
    void createSubsystem() throws Exception {
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN, "max_namespaces", 3));
        List.of("a", "b", "c", "d").forEach(f.bdevs::add);
    }

    @AfterEach
    void close() {
        f.close();
    }

    private Object add(Map<String, Object> wanted) throws Exception {
        return f.call(ADD, namespace(wanted));
    }

    private List<NamespaceView> views() {
        return f.side.views.get(NQN).namespaces();
    }

    private void removed(int use, Departure cause) {
        f.on(
                () -> {
                    var one = f.bdevs.uses.get(use);
                    one.events.removed(one.disk, cause);
                    return null;
                });
        f.on(() -> null);
    }

    @Test
    @Proves("features 1 namespace identifiers")
    void shouldGiveTheLowestFreeIdentifier() throws Exception {
        assertEquals(1, add(Map.of("bdev_name", "a")));
        assertEquals(3, add(Map.of("bdev_name", "b", "nsid", 3)));
        assertEquals(2, add(Map.of("bdev_name", "c")));
        f.refuses(-32602, "Invalid parameters", ADD, namespace(Map.of("bdev_name", "d")));
        assertEquals(3, f.bdevs.uses.size());
    }

    @Test
    @Proves("features 1 namespace identifiers")
    void shouldRefuseIdentifiersThatAreTakenOrOutOfRange() throws Exception {
        add(Map.of("bdev_name", "a", "nsid", 1));
        for (long nsid : new long[] {1, 4, 0xffffffffL}) {
            Map<String, Object> wanted = Map.of("bdev_name", "b", "nsid", nsid);
            f.refuses(-32602, "Invalid parameters", ADD, namespace(wanted));
        }
        assertEquals(1, f.bdevs.uses.size());
    }

    @Test
    void shouldTakeIdentifiersFromTheDevice() throws Exception {
        add(Map.of("bdev_name", "a"));
        NamespaceView view = views().getFirst();
        UUID uuid = f.bdevs.disks.get("a").uuid();
        assertEquals(uuid, view.uuid());
        assertEquals(16, view.nguid().length);
        assertEquals("NVMe-oF Target", f.bdevs.uses.getFirst().claim);
        DesiredState.Entry entry = f.on(() -> f.desired.entries().getLast());
        assertEquals(1L, entry.at("namespace.nsid"));
        assertEquals(uuid.toString(), entry.at("namespace.uuid"));
    }

    @Test
    void shouldUseIdentifiersThatAreGiven() throws Exception {
        UUID uuid = UUID.fromString("ceccf520-691e-4b46-9546-34af789907c5");
        add(
                Map.of(
                        "bdev_name", "a",
                        "uuid", uuid.toString(),
                        "nguid", "00112233445566778899aabbccddeeff",
                        "eui64", "0011223344556677"));
        Map<?, ?> shown = (Map<?, ?>) ((List<?>) f.subsystem(NQN).get("namespaces")).getFirst();
        assertEquals("00112233445566778899AABBCCDDEEFF", shown.get("nguid"));
        assertEquals("0011223344556677", shown.get("eui64"));
        assertEquals(uuid.toString(), shown.get("uuid"));
    }

    @Test
    void shouldRefuseMalformedIdentifiersByName() {
        f.refuses(-32602, "Invalid nguid", ADD, namespace(Map.of("bdev_name", "a", "nguid", "00")));
        f.refuses(-32602, "Invalid eui64", ADD, namespace(Map.of("bdev_name", "a", "eui64", "zz")));
        f.refuses(
                -32602, "Invalid parameters", ADD, namespace(Map.of("bdev_name", "a", "uuid", 1)));
        assertTrue(f.bdevs.uses.isEmpty());
    }

    @Test
    @Proves("features 1 one namespace per device")
    void shouldRefuseDevicesThatAreNotThereOrClaimed() throws Exception {
        f.refuses(-32602, "Invalid parameters", ADD, namespace(Map.of("bdev_name", "x")));
        add(Map.of("bdev_name", "a"));
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN + "2"));
        Map<String, Object> again = Map.of("nqn", NQN + "2", "namespace", Map.of("bdev_name", "a"));
        f.refuses(-32602, "Invalid parameters", ADD, again);
        assertEquals(1, f.bdevs.uses.size());
    }

    @Test
    @Proves("features 3.5 namespace masking")
    void shouldRefuseFeaturesThatAreNotThere() throws Exception {
        for (Map.Entry<String, Object> lacking :
                Map.<String, Object>of(
                                "ptpl_file",
                                "/x",
                                "anagrpid",
                                9,
                                "no_auto_visible",
                                true,
                                "hide_metadata",
                                true)
                        .entrySet()) {
            Map<String, Object> wanted =
                    Map.of("bdev_name", "a", lacking.getKey(), lacking.getValue());
            f.refuses(-32602, "Invalid parameters", ADD, namespace(wanted));
        }
        assertEquals(1, add(Map.of("bdev_name", "a", "no_auto_visible", false)));
    }

    @Test
    @Proves("features 1 read-only devices")
    void shouldOpenReadOnlyDevicesForReading() throws Exception {
        f.bdevs.disks.get("a").operations = Set.of(BdevOp.READ);
        add(Map.of("bdev_name", "a"));
        assertFalse(f.bdevs.uses.getFirst().write);
    }

    @Test
    void shouldCloseTheDeviceWhenTheReactorsHaveLetGo() throws Exception {
        add(Map.of("bdev_name", "a"));
        f.side.hold();
        var answer = f.submit(REMOVE, Map.of("nqn", NQN, "nsid", 1)).toCompletableFuture();
        f.on(() -> null);
        assertTrue(views().isEmpty());
        assertEquals(1, f.bdevs.uses.size());
        f.side.acknowledge();
        assertEquals(true, answer.get());
        assertTrue(f.bdevs.uses.isEmpty());
        f.refuses(-32602, "Invalid parameters", REMOVE, Map.of("nqn", NQN, "nsid", 1));
    }

    @Test
    void shouldForgetTheNamespaceOfADeletedDevice() throws Exception {
        add(Map.of("bdev_name", "a"));
        removed(0, Departure.DELETED);
        assertTrue(views().isEmpty());
        assertTrue(f.bdevs.uses.isEmpty());
        assertEquals(List.of("nvmf_create_subsystem"), f.desiredMethods());
    }

    @Test
    void shouldKeepTheNamespaceOfALostDeviceInTheDesiredState() throws Exception {
        add(Map.of("bdev_name", "a"));
        removed(0, Departure.DEVICE_LOST);
        assertTrue(views().isEmpty());
        assertEquals(List.of("nvmf_create_subsystem", ADD), f.desiredMethods());
    }

    @Test
    void shouldPublishTheNewShapeOfADevice() throws Exception {
        add(Map.of("bdev_name", "a"));
        NamespaceView before = views().getFirst();
        var disk = f.bdevs.disks.get("a");
        disk.geometry = disk.geometry.withBlockCount(4096);
        f.on(
                () -> {
                    f.bdevs.uses.getFirst().events.resized(disk);
                    return null;
                });
        assertEquals(4096, views().getFirst().geometry().blockCount());
        assertSame(before.descriptor(), views().getFirst().descriptor());
    }

    @Test
    void shouldForgetANamespaceAsSoonAsItsRemovalBegins() throws Exception {
        add(Map.of("bdev_name", "a"));
        f.side.hold();
        var removal = f.submit(REMOVE, Map.of("nqn", NQN, "nsid", 1)).toCompletableFuture();
        f.on(() -> null);
        assertFalse(removal.isDone());
        assertFalse(f.on(() -> f.desired.hasNamespace(TargetNames.DEFAULT, NQN, 1)));
        f.side.acknowledge();
        removal.join();
    }

    @Test
    void shouldMakeNoNamespaceWhoseDeviceLeavesMeanwhile() throws Exception {
        for (Departure cause : Departure.values()) {
            f.side.hold();
            var adding = f.submit(ADD, namespace(Map.of("bdev_name", "a"))).toCompletableFuture();
            f.on(() -> null);
            removed(f.bdevs.uses.size() - 1, cause);
            f.side.acknowledge();
            var refusal = assertThrows(CompletionException.class, adding::join, cause.toString());
            assertEquals(-32602, ((RpcException) refusal.getCause()).code(), cause.toString());
            assertEquals(List.of(), views(), cause.toString());
            assertFalse(
                    f.on(() -> f.desired.hasNamespace(TargetNames.DEFAULT, NQN, 1)),
                    cause.toString());
        }
        assertEquals(1, add(Map.of("bdev_name", "b")));
    }

    @Test
    void shouldGiveAwayTheIdentifierOfANamespaceThatWaitedForADeletedDevice() throws Exception {
        add(Map.of("bdev_name", "a"));
        removed(0, Departure.DEVICE_LOST);
        f.on(
                () -> {
                    f.desired.forgetNamespace(TargetNames.DEFAULT, NQN, 1);
                    return null;
                });
        assertEquals(1, add(Map.of("bdev_name", "b")));
    }
}
