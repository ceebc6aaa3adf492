package io.viaduct.itest;

import static org.junit.Assert.assertEquals;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.ControlPlane;

import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which bundles' channels are inline: the distribution's, and those that are told to be. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PlacementIT {
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

    /** A device that gives no channel. */
    private static final class Shut implements Bdev {
        private final UUID uuid = UUID.randomUUID();

        @Override
        public String name() {
            return "Shut";
        }

        @Override
        public UUID uuid() {
            return uuid;
        }

        @Override
        public String productName() {
            return "Shut disk";
        }

        @Override
        public Geometry geometry() {
            return Geometry.of(512, 8);
        }

        @Override
        public Set<BdevOp> operations() {
            return Set.of(BdevOp.READ);
        }

        @Override
        public BdevChannel open(ChannelContext context) {
            return null;
        }
    }

    @Test
    public void shouldKeepTheDistributionsModulesInline() throws Exception {
        control.call("bdev_null_create", Map.of("name", "N", "block_size", 512, "num_blocks", 8));
        assertEquals("inline", placement("io.viaduct.bdev.malloc"));
        control.call("bdev_null_delete", Map.of("name", "N"));
    }

    @Test
    public void shouldIsolateAnyOtherUnlessItsPidSaysInline() throws Exception {
        String self = context().getBundle().getSymbolicName();
        assertEquals("isolated", placementOfMine(self));
        var admin = context().getService(context().getServiceReference(ConfigurationAdmin.class));
        var configuration = admin.getConfiguration(self, "?");
        configuration.update(new Hashtable<>(Map.of("inline", "true")));
        assertEquals("inline", placementOfMine(self));
        configuration.delete();
    }

    private String placementOfMine(String self) throws Exception {
        ServiceRegistration<Bdev> mine = context().registerService(Bdev.class, new Shut(), null);
        try {
            for (int i = 0; i < CALLS_MAX; i++) {
                String found = placement(self);
                if (found != null) {
                    return found;
                }
            }
            return null;
        } finally {
            mine.unregister();
        }
    }

    private String placement(String bundle) throws Exception {
        for (Object module : (List<?>) control.call("viaduct_get_modules", null)) {
            if (((Map<?, ?>) module).get("bundle").equals(bundle)) {
                return (String) ((Map<?, ?>) module).get("placement");
            }
        }
        return null;
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(PlacementIT.class).getBundleContext();
    }
}
