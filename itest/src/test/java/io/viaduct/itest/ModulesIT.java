package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.rpc.ControlPlane;

import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Modules and transports that leave and return while the platform runs. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class ModulesIT {
    private static final String NQN = "nqn.2026-11.io.viaduct:modules";
    private static final long WAIT_SECONDS = 20;

    /** A return takes a handful of turns of the strand; this is seconds of them. */
    private static final int CALLS_MAX = 200_000;

    private ControlPlane control;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform()};
    }

    @Before
    public void build() throws Exception {
        control = context().getService(context().getServiceReference(ControlPlane.class));
        control.call("framework_wait_init", null);
        call("bdev_malloc_create", Map.of("name", "M", "block_size", 512, "num_blocks", 2048));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        Map<String, Object> namespace = Map.of("bdev_name", "M");
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
    }

    @After
    public void takeAway() throws Exception {
        call("nvmf_delete_subsystem", Map.of("nqn", NQN));
    }

    @Test
    public void shouldBringBackTheNamespacesOfAModule() throws Exception {
        Object before = subsystem().get("namespaces");
        Bundle module = bundle("io.viaduct.bdev.malloc");
        module.stop();
        assertEquals("a hold is silent at first", before, subsystem().get("namespaces"));
        assertEquals(List.of(), call("bdev_get_bdevs", null));
        assertEquals(2, ((List<?>) call("viaduct_get_waiting", null)).size());
        module.start();
        awaitNothingWaiting();
        assertEquals(before, subsystem().get("namespaces"));
    }

    @Test
    public void shouldKeepTheListenersOfATransportThatReturns() throws Exception {
        Object before = subsystem().get("listen_addresses");
        Object shown = call("nvmf_get_transports", null);
        Bundle transport = bundle("io.viaduct.transport.tcp");
        transport.stop();
        assertEquals(before, subsystem().get("listen_addresses"));
        Map<?, ?> held = (Map<?, ?>) ((List<?>) call("nvmf_get_transports", null)).getFirst();
        assertEquals("HELD", held.get("state"));
        transport.start();
        awaitNothingWaiting();
        assertEquals(before, subsystem().get("listen_addresses"));
        assertEquals(shown, call("nvmf_get_transports", null));
    }

    @Test
    public void shouldPublishDevicesAsServicesOfTheirModule() throws Exception {
        var there = new CountDownLatch(1);
        ServiceListener listener =
                event -> {
                    if (event.getType() == ServiceEvent.REGISTERED) {
                        there.countDown();
                    }
                };
        context().addServiceListener(listener, "(bdev.name=N)");
        call("bdev_null_create", Map.of("name", "N", "block_size", 512, "num_blocks", 8));
        assertTrue(there.await(WAIT_SECONDS, TimeUnit.SECONDS));
        var reference = context().getServiceReferences(Bdev.class, "(bdev.name=N)").iterator();
        assertEquals("io.viaduct.bdev.malloc", reference.next().getBundle().getSymbolicName());
        context().removeServiceListener(listener);
        call("bdev_null_delete", Map.of("name", "N"));
    }

    private Object call(String method, Map<String, Object> parameters) throws Exception {
        return control.call(method, parameters);
    }

    private Map<?, ?> subsystem() throws Exception {
        return (Map<?, ?>) ((List<?>) call("nvmf_get_subsystems", Map.of("nqn", NQN))).getFirst();
    }

    // Every call goes through the strand after what the start of the bundle has enqueued there, and
    // what that has enqueued in its turn is done a few calls later.
    private void awaitNothingWaiting() throws Exception {
        Object waiting = call("viaduct_get_waiting", null);
        for (int i = 0; i < CALLS_MAX && !waiting.equals(List.of()); i++) {
            waiting = call("viaduct_get_waiting", null);
        }
        assertEquals(List.of(), waiting);
    }

    private static Bundle bundle(String name) {
        Bundle found =
                Arrays.stream(context().getBundles())
                        .filter(bundle -> bundle.getSymbolicName().equals(name))
                        .findFirst()
                        .orElse(null);
        assertNotNull(name, found);
        return found;
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(ModulesIT.class).getBundleContext();
    }
}
