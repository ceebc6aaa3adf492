package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.rpc.ControlPlane;

import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What stays of a module that leaves, and where a departure must not wait. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeparturesIT {
    private static final String MALLOC = "io.viaduct.bdev.malloc";
    private static final long WAIT_SECONDS = 20;

    /** A return takes a handful of turns of the strand; this is seconds of them. */
    private static final int CALLS_MAX = 200_000;

    private ControlPlane control;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform()};
    }

    @Before
    public void find() throws Exception {
        control = context().getService(context().getServiceReference(ControlPlane.class));
        control.call("framework_wait_init", null);
    }

    @Test
    public void shouldKeepTheStorageOfADiskWhoseModuleIsNotThere() throws Exception {
        control.call("bdev_malloc_create", Map.of("name", "M", "block_size", 512, "num_blocks", 8));
        Bundle module = malloc();
        assertEquals(MALLOC, estate().get("used_by"));
        module.stop();
        assertEquals(MALLOC, estate().get("made_by"));
        assertNull(estate().get("used_by"));
        List<?> waiting = (List<?>) control.call("viaduct_get_waiting", null);
        assertTrue(waiting.toString(), waiting.toString().contains("it has left with " + MALLOC));
        module.start();
        for (int i = 0; i < CALLS_MAX && estate().get("used_by") == null; i++) {
            control.call("viaduct_get_waiting", null);
        }
        assertEquals(MALLOC, estate().get("used_by"));
        control.call("bdev_malloc_delete", Map.of("name", "M"));
        assertEquals(List.of(), control.call("viaduct_get_estates", null));
    }

    private Map<?, ?> estate() throws Exception {
        return (Map<?, ?>) ((List<?>) control.call("viaduct_get_estates", null)).getFirst();
    }

    /** Unregisters a service when a device is shown to it, which happens on the control strand. */
    private static final class Unregistering implements BdevModule {
        private final ServiceRegistration<?> service;
        private final CountDownLatch done = new CountDownLatch(1);

        private Unregistering(ServiceRegistration<?> service) {
            this.service = service;
        }

        @Override
        public String name() {
            return "unregistering";
        }

        @Override
        public void examine(Bdev bdev, Runnable finished) {
            if (done.getCount() > 0) {
                service.unregister();
                done.countDown();
            }
            finished.run();
        }
    }

    @Test
    public void shouldNotWaitForItselfWhenAModuleIsUnregisteredOnTheControlStrand()
            throws Exception {
        BdevModule other = () -> "other";
        var victim = context().registerService(BdevModule.class, other, null);
        var examining = new Unregistering(victim);
        var registration = context().registerService(BdevModule.class, examining, null);
        control.call("bdev_null_create", Map.of("name", "N", "block_size", 512, "num_blocks", 8));
        assertTrue(examining.done.await(WAIT_SECONDS, TimeUnit.SECONDS));
        control.call("bdev_wait_for_examine", null);
        control.call("bdev_null_delete", Map.of("name", "N"));
        registration.unregister();
    }

    private static Bundle malloc() {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> MALLOC.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(DeparturesIT.class).getBundleContext();
    }
}
