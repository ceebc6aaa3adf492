package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;
import static io.viaduct.core.target.TargetFixture.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.core.controller.HealthCounters;
import io.viaduct.core.controller.NamespaceHealth;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How traffic is told. */
class TrafficMethodsTest {
    private static final String GET = "viaduct_get_traffic";

    private final TargetFixture f = new TargetFixture();
    private final List<NamespaceHealth.Total> totals = new ArrayList<>();

    TrafficMethodsTest() {
        f.side.totals = totals;
        f.on(
                () -> {
                    f.registry.add(TargetFixture.OWNER, new TrafficMethods(f.targets));
                    return null;
                });
    }

    @AfterEach
    void close() {
        f.close();
    }

    private Map<?, ?> get() throws Exception {
        return (Map<?, ?>) f.call(GET, null);
    }

    @Test
    void shouldTellOfNamespacesBySubsystemAndIdentifier() throws Exception {
        var counters = new HealthCounters();
        counters.read(512);
        counters.written(1024);
        counters.written(1024);
        counters.mediaError();
        totals.add(new NamespaceHealth.Total("nqn.b", 1, new HealthCounters()));
        totals.add(new NamespaceHealth.Total("nqn.a", 2, new HealthCounters()));
        totals.add(new NamespaceHealth.Total("nqn.a", 1, counters));
        List<?> all = (List<?>) get().get("namespaces");
        assertEquals(
                Map.of(
                        "nqn", "nqn.a",
                        "nsid", 1,
                        "reads", 1L,
                        "read_bytes", 512L,
                        "writes", 2L,
                        "written_bytes", 2048L,
                        "media_errors", 1L),
                longs(all.getFirst()));
        assertEquals("nqn.b", ((Map<?, ?>) all.getLast()).get("nqn"));
    }

    // A tree may have small numbers as they come.
    private static Map<Object, Object> longs(Object dto) {
        Map<Object, Object> all = new HashMap<>((Map<?, ?>) dto);
        all.replaceAll(
                (name, value) ->
                        value instanceof Number number && !name.equals("nsid")
                                ? (Object) number.longValue()
                                : value);
        return all;
    }

    @Test
    void shouldTellOfControllersWithTheirHost() throws Exception {
        Map<?, ?> one = (Map<?, ?>) ((List<?>) get().get("controllers")).getFirst();
        assertEquals("nqn.host", one.get("hostnqn"));
        assertEquals(1L, ((Number) one.get("commands")).longValue());
        assertEquals(512L, ((Number) one.get("read_bytes")).longValue());
    }

    @Test
    void shouldAddUpWhatTheQueuesOfAHostHaveMovedOfANamespace() throws Exception {
        List<?> all = (List<?>) get().get("hosts");
        assertEquals(2, all.size());
        assertEquals(
                Map.of(
                        "nqn", "nqn.x",
                        "hostnqn", "nqn.host",
                        "nsid", 2,
                        "reads", 2L,
                        "read_bytes", 1024L,
                        "writes", 0L,
                        "written_bytes", 0L,
                        "media_errors", 0L),
                longs(all.getLast()));
    }

    @Test
    void shouldCountNamespacesThatAreHeld() throws Exception {
        f.bdevs.add("a");
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN));
        f.call("nvmf_subsystem_add_ns", namespace(Map.of("nsid", 1, "bdev_name", "a")));
        assertEquals(0L, ((Number) get().get("held")).longValue());
        f.on(
                () -> {
                    var use = f.bdevs.uses.getFirst();
                    use.events.removed(use.disk, Departure.MODULE_LEAVING);
                    return null;
                });
        assertEquals(1L, ((Number) get().get("held")).longValue());
    }
}
