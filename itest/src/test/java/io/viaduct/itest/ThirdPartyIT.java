package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWiring;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The example of a plug-in, built apart as outsiders build it, dropped into the distribution: a
 * host writes and reads while it comes, is replaced, and goes.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ThirdPartyIT {
    private static final String PLUGIN = "org.example.viaduct.lz4";
    private static final String JAR = "example.jar";
    private static final int NSID = 1;
    private static final int BLOCKS = 256;
    private static final int LOOKS_MAX = 3_000;
    private static final long PAUSE_NANOS = 10_000_000;

    private HostedTarget target;
    private Path deployed;

    /** What may fail while it does not hold. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    @Configuration
    public Option[] platform() throws Exception {
        String jar = Outsider.build().toString();
        return new Option[] {
            composite(Distribution.platform(), HostedTarget.hosts()),
            frameworkProperty(JAR).value(jar)
        };
    }

    @Test
    public void shouldServeAnOutsidersDeviceThroughItsUpdate() throws Exception {
        target = new HostedTarget(context());
        Path deploy = Files.createDirectories(target.folder().resolve("deploy"));
        deployed = deploy.resolve("lz4.jar");
        PluginJar jar = PluginJar.from(Path.of(context().getProperty(JAR)));
        jar.write(deployed);
        await("it runs", () -> "1.0.0".equals(activeVersion()));
        create();
        target.addNamespace(NSID, "Lz0");
        try (ConnectedHost host = target.connect()) {
            write(host, 0);
            assertEquals("isolated", placement());
            int under = host.sendWrite(NSID, BLOCKS);
            jar.header("Bundle-Version", old -> "1.1.0").write(deployed);
            await("the next version runs", () -> "1.1.0".equals(activeVersion()));
            target.awaitNothingWaiting();
            assertEquals(0, host.queue().await(under).status());
            assertEquals("resumed", target.lastOutcome("bdev"));
            verify(host, 0);
            write(host, BLOCKS + 1);
            host.assertWritten(NSID, BLOCKS);
        }
        target.close();
        target.call("bdev_lz4_delete", Map.of("name", "Lz0"));
        assertEquals(List.of(), target.call("viaduct_get_estates", null));
        leaveNothing();
    }

    private void create() throws Exception {
        Map<String, Object> shape =
                Map.of(
                        "name",
                        "Lz0",
                        "block_size",
                        ConnectedHost.BLOCK_SIZE,
                        "num_blocks",
                        HostedTarget.BLOCKS);
        target.call("bdev_lz4_create", shape);
    }

    private static void write(ConnectedHost host, int from) throws Exception {
        for (int lba = from; lba < from + BLOCKS; lba++) {
            host.write(NSID, lba);
        }
        verify(host, from);
    }

    private static void verify(ConnectedHost host, int from) throws Exception {
        for (int lba = from; lba < from + BLOCKS; lba++) {
            host.assertWritten(NSID, lba);
        }
    }

    private void leaveNothing() throws Exception {
        WeakReference<ClassLoader> classes =
                new WeakReference<>(
                        target.bundle(PLUGIN).adapt(BundleWiring.class).getClassLoader());
        Files.delete(deployed);
        await("it is gone", () -> activeVersion() == null && !isInstalled());
        await(
                "its classes are gone",
                () -> {
                    System.gc();
                    return classes.refersTo(null);
                });
    }

    private static boolean isInstalled() {
        return Arrays.stream(context().getBundles())
                .anyMatch(bundle -> PLUGIN.equals(bundle.getSymbolicName()));
    }

    private String activeVersion() throws Exception {
        for (Object one : (List<?>) target.call("viaduct_plugin_list", null)) {
            Map<?, ?> copy = (Map<?, ?>) one;
            if (PLUGIN.equals(copy.get("name")) && "active".equals(copy.get("state"))) {
                return copy.get("version").toString();
            }
        }
        return null;
    }

    private Object placement() throws Exception {
        for (Object one : (List<?>) target.call("viaduct_get_modules", null)) {
            Map<?, ?> module = (Map<?, ?>) one;
            if (PLUGIN.equals(module.get("bundle"))) {
                return module.get("placement");
            }
        }
        return null;
    }

    private void await(String what, Condition condition) throws Exception {
        for (int i = 0; i < LOOKS_MAX; i++) {
            if (condition.holds()) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertTrue(what + " in vain: " + target.call("viaduct_plugin_list", null), false);
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(ThirdPartyIT.class).getBundleContext();
    }
}
