package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.rpc.ControlPlane;

import org.junit.After;
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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Jars that are dropped, overwritten and taken away while a namespace stands on them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeployIT {
    private static final String MALLOC = "io.viaduct.bdev.malloc";
    private static final String NQN = "nqn.2026-11.io.viaduct:deploy";

    /** Looks at a list of plug-ins, each a few milliseconds: minutes. */
    private static final int LOOKS_MAX = 200_000;

    private ControlPlane control;
    private Path folder;
    private Path jar;
    private Object before;
    private String distribution;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform()};
    }

    @Before
    public void build() throws Exception {
        control = context().getService(context().getServiceReference(ControlPlane.class));
        control.call("framework_wait_init", null);
        folder = Path.of(context().getProperty("viaduct.data"));
        jar = Files.createDirectories(folder.resolve("deploy")).resolve("malloc.jar");
        distribution = String.valueOf(active().get("version"));
        call("bdev_malloc_create", Map.of("name", "M", "block_size", 512, "num_blocks", 2048));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        Map<String, Object> namespace = Map.of("bdev_name", "M");
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
        before = namespaces();
    }

    @After
    public void takeAway() throws Exception {
        Files.deleteIfExists(jar);
        await(distribution, "distribution");
        assertEquals(before, namespaces());
        call("nvmf_delete_subsystem", Map.of("nqn", NQN));
        call("bdev_malloc_delete", Map.of("name", "M"));
    }

    @Test
    public void shouldFollowDropOverwriteAndRemoval() throws Exception {
        PluginJar.malloc("8.0.0").write(jar);
        await("8.0.0", "deploy");
        assertEquals(before, namespaces());
        PluginJar.malloc("8.1.0").write(jar);
        await("8.1.0", "deploy");
        assertEquals(before, namespaces());
    }

    @Test
    public void shouldLetTheNextOwnerTakeOverFromAJarThatIsOverwrittenByRubbish() throws Exception {
        PluginJar.malloc("8.0.0").write(jar);
        await("8.0.0", "deploy");
        Files.writeString(jar, "rubbish");
        await(distribution, "distribution");
        Map<?, ?> broken = (Map<?, ?>) plugins().getLast();
        assertEquals("failed", broken.get("state"));
        assertTrue(broken.toString(), broken.get("reason").toString().startsWith("it is no jar"));
    }

    @Test
    public void shouldLetTheRunningVersionGoOnWhenAnotherDoesNotWork() throws Exception {
        PluginJar.malloc("8.0.0").write(jar);
        await("8.0.0", "deploy");
        PluginJar.malloc("8.1.0").header("Import-Package", old -> old + ",no.such").write(jar);
        awaitState("8.1.0", "failed");
        await("8.0.0", "deploy");
        assertEquals(before, namespaces());
    }

    @Test
    public void shouldLetPluginsOwnTheNameBeforeDeploy() throws Exception {
        Path other = PluginJar.malloc("7.0.0").write(folder.resolve("other.jar"));
        call("viaduct_plugin_install", Map.of("path", other.toString()));
        PluginJar.malloc("8.0.0").write(jar);
        awaitState("8.0.0", "shadowed");
        await("7.0.0", "plugins");
        call("viaduct_plugin_uninstall", Map.of("name", MALLOC));
        await("8.0.0", "deploy");
        assertEquals(before, namespaces());
    }

    private void await(String version, String source) throws Exception {
        for (int i = 0; i < LOOKS_MAX; i++) {
            Map<?, ?> active = active();
            if (version.equals(active.get("version")) && source.equals(active.get("source"))) {
                awaitNothingWaiting();
                return;
            }
        }
        throw new AssertionError(version + " of " + source + " is not active: " + plugins());
    }

    private void awaitNothingWaiting() throws Exception {
        for (int i = 0; i < LOOKS_MAX; i++) {
            if (call("viaduct_get_waiting", null).equals(List.of())) {
                return;
            }
        }
        throw new AssertionError(call("viaduct_get_waiting", null));
    }

    private void awaitState(String version, String state) throws Exception {
        for (int i = 0; i < LOOKS_MAX; i++) {
            for (Object one : plugins()) {
                Map<?, ?> copy = (Map<?, ?>) one;
                if (version.equals(copy.get("version")) && state.equals(copy.get("state"))) {
                    return;
                }
            }
        }
        throw new AssertionError(version + " is not " + state + ": " + plugins());
    }

    /** The copy that runs; empty while one takes another's place. */
    private Map<?, ?> active() throws Exception {
        for (Object one : plugins()) {
            Map<?, ?> copy = (Map<?, ?>) one;
            if (MALLOC.equals(copy.get("name")) && "active".equals(copy.get("state"))) {
                return copy;
            }
        }
        return Map.of();
    }

    private List<?> plugins() throws Exception {
        return (List<?>) call("viaduct_plugin_list", null);
    }

    private Object namespaces() throws Exception {
        List<?> found = (List<?>) call("nvmf_get_subsystems", Map.of("nqn", NQN));
        return ((Map<?, ?>) found.getFirst()).get("namespaces");
    }

    private Object call(String method, Object parameters) throws Exception {
        return control.call(method, parameters);
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(DeployIT.class).getBundleContext();
    }
}
