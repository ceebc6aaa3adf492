package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;

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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Plug-ins by command: installed, replaced while both are active, and brought back. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class PluginsIT {
    private static final String MALLOC = "io.viaduct.bdev.malloc";
    private static final String TCP = "io.viaduct.transport.tcp";
    private static final String NQN = "nqn.2026-11.io.viaduct:plugins";
    private static final String UUID = "6b1de2f4-9a43-4f0c-8c0e-2d5f6a1b7c3d";

    private static final String UNWELL =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="unwell">
              <property name="hc.name" value="unwell"/>
              <service><provide interface="org.apache.felix.hc.api.HealthCheck"/></service>
              <implementation class="io.viaduct.itest.UnwellCheck"/>
            </scr:component>
            """;

    private ControlPlane control;
    private Path folder;
    private Object before;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform()};
    }

    @Before
    public void build() throws Exception {
        control = context().getService(context().getServiceReference(ControlPlane.class));
        control.call("framework_wait_init", null);
        folder = Path.of(context().getProperty("viaduct.data"));
        call(
                "bdev_malloc_create",
                Map.of("name", "M", "block_size", 512, "num_blocks", 2048, "uuid", UUID));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        Map<String, Object> namespace = Map.of("bdev_name", "M");
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
        before = namespaces();
    }

    /** The folder is one for all tests of the class. */
    @After
    public void emptyPlugins() throws Exception {
        for (Object one : (List<?>) call("viaduct_plugin_list", null)) {
            Map<?, ?> copy = (Map<?, ?>) one;
            if ("plugins".equals(copy.get("source"))) {
                call("viaduct_plugin_uninstall", Map.of("name", MALLOC));
                return;
            }
        }
    }

    @Test
    public void shouldPutANewVersionInThePlaceOfTheDistributions() throws Exception {
        Path jar = PluginJar.malloc("7.0.0").write(folder.resolve("new.jar"));
        Map<?, ?> answer = (Map<?, ?>) call("viaduct_plugin_update", path(jar));
        assertEquals("7.0.0", answer.get("version"));
        assertEquals("plugins", answer.get("source"));
        assertEquals(List.of("7.0.0"), activeVersions());
        assertEquals(before, namespaces());
        assertEquals(List.of(), call("viaduct_get_waiting", null));
        assertEquals("active", state("7.0.0"));
        assertEquals(List.of("plugin_updated"), told());
        // Names that are made go on without a collision.
        assertNotEquals("M", create());
    }

    @Test
    public void shouldPutANewVersionInThePlaceOfATransport() throws Exception {
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
        Object listeners = subsystem().get("listen_addresses");
        Path jar =
                PluginJar.of("viaduct-transport-tcp-bundle")
                        .header("Bundle-Version", old -> "7.0.0")
                        .write(folder.resolve("new.jar"));
        call("viaduct_plugin_update", path(jar));
        assertEquals("active", state("7.0.0"));
        assertEquals(listeners, subsystem().get("listen_addresses"));
        call("viaduct_plugin_rollback", Map.of("name", TCP));
        assertEquals("previous", state("7.0.0"));
        assertEquals(listeners, subsystem().get("listen_addresses"));
        call("viaduct_plugin_uninstall", Map.of("name", TCP));
        assertEquals(null, state("7.0.0"));
    }

    @Test
    public void shouldNameWhatAVersionLacks() throws Exception {
        Path jar =
                PluginJar.malloc("7.0.0")
                        .header("Import-Package", old -> old + ",no.such;version=\"[2,3)\"")
                        .write(folder.resolve("new.jar"));
        String reason = refusal("viaduct_plugin_update", path(jar));
        assertEquals("needs package no.such 2.0 (below 3.0), which no bundle exports", reason);
        assertUnchanged();
    }

    @Test
    public void shouldLetTheOldOneServeWhenTheNewOneDoesNotStart() throws Exception {
        Path jar =
                PluginJar.malloc("7.0.0")
                        .header("Bundle-Activator", old -> "no.such.Activator")
                        .write(folder.resolve("new.jar"));
        String reason = refusal("viaduct_plugin_update", path(jar));
        assertTrue(reason, reason.contains("no.such.Activator"));
        assertUnchanged();
    }

    @Test
    public void shouldLetTheOldOneServeWhenTheNewOneIsNotReadyInTime() throws Exception {
        Path jar =
                PluginJar.malloc("7.0.0")
                        .component("OSGI-INF/late.xml", component("no.such.Service"))
                        .write(folder.resolve("new.jar"));
        String reason = refusal("viaduct_plugin_update", path(jar));
        assertEquals("component late lacks needed", reason);
        assertUnchanged();
    }

    @Test
    public void shouldGoBackWhenTheNewOneDoesNotTakeOver() throws Exception {
        Path jar =
                PluginJar.malloc("7.0.0")
                        .header(
                                "Service-Component",
                                old -> old.replaceAll(",?[^,]*MallocMethods.xml", ""))
                        .write(folder.resolve("new.jar"));
        String reason = refusal("viaduct_plugin_update", path(jar));
        assertTrue(reason, reason.startsWith("bdev_malloc_create waits: "));
        awaitNothingWaiting();
        assertUnchanged();
        assertEquals(List.of("plugin_rolled_back"), told());
    }

    @Test
    public void shouldGoBackWhenAHealthCheckOfTheNewOneIsNotContent() throws Exception {
        Path jar =
                PluginJar.malloc("7.0.0")
                        .header("Import-Package", old -> old + ",org.apache.felix.hc.api")
                        .add(UnwellCheck.class)
                        .component("OSGI-INF/unwell.xml", UNWELL)
                        .write(folder.resolve("new.jar"));
        String reason = refusal("viaduct_plugin_update", path(jar));
        assertEquals("health check unwell says CRITICAL: it feels unwell", reason);
        awaitNothingWaiting();
        assertUnchanged();
        assertEquals(List.of("plugin_rolled_back"), told());
    }

    @Test
    public void shouldGoBackAndForthOnCommand() throws Exception {
        Path first = PluginJar.malloc("7.0.0").write(folder.resolve("first.jar"));
        Path second = PluginJar.malloc("7.0.0.x").write(folder.resolve("second.jar"));
        call("viaduct_plugin_install", path(first));
        call("viaduct_plugin_update", path(second));
        assertEquals("previous", state("7.0.0"));
        call("viaduct_plugin_rollback", Map.of("name", MALLOC));
        assertEquals(List.of("7.0.0"), activeVersions());
        call("viaduct_plugin_rollback", Map.of("name", MALLOC));
        assertEquals(List.of("7.0.0.x"), activeVersions());
        call("viaduct_plugin_uninstall", Map.of("name", MALLOC));
        assertUnchanged();
        try (var jars = Files.newDirectoryStream(folder.resolve("plugins"), "*.jar")) {
            assertFalse(jars.iterator().hasNext());
        }
    }

    @Test
    public void shouldGoBackToTheDistributions() throws Exception {
        Path jar = PluginJar.malloc("7.0.0").write(folder.resolve("new.jar"));
        call("viaduct_plugin_install", path(jar));
        call("viaduct_plugin_rollback", Map.of("name", MALLOC));
        assertUnchanged();
        assertEquals("previous", state("7.0.0"));
    }

    @Test
    public void shouldRefuseWhatIsNoPluginOrOfTheBase() throws Exception {
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
        String reason = refusal("viaduct_plugin_install", path(text));
        assertTrue(reason, reason.startsWith("it is no jar"));
        Path api = PluginJar.of("jackson-core").write(folder.resolve("base.jar"));
        assertTrue(refusal("viaduct_plugin_install", path(api)).contains("exports packages"));
        Path core = PluginJar.of("viaduct-core-bundle").write(folder.resolve("core.jar"));
        assertEquals(
                "io.viaduct.core is of the base, which is changed by a restart only",
                refusal("viaduct_plugin_install", path(core)));
        assertEquals(
                "a path begins with /", refusal("viaduct_plugin_install", Map.of("path", "x")));
        assertEquals(
                "it is of the distribution; stop its bundle instead",
                refusal("viaduct_plugin_uninstall", Map.of("name", MALLOC)));
    }

    @Test
    public void shouldRefuseASecondUpdateMeanwhile() throws Exception {
        Path jar = PluginJar.malloc("7.0.0").write(folder.resolve("new.jar"));
        CompletionStage<Object> first = control.submit("viaduct_plugin_update", path(jar));
        CompletionStage<Object> second = control.submit("viaduct_plugin_update", path(jar));
        var failure =
                assertThrows(CompletionException.class, () -> second.toCompletableFuture().join());
        assertEquals(-16, ((RpcException) failure.getCause()).code());
        first.toCompletableFuture().join();
        assertEquals(List.of("7.0.0"), activeVersions());
    }

    private void assertUnchanged() throws Exception {
        assertEquals(1, activeVersions().size());
        assertNotEquals(List.of("7.0.0"), activeVersions());
        assertEquals(before, namespaces());
        assertEquals(List.of(), call("viaduct_get_waiting", null));
    }

    // What went back is there when the last call that waited has been made again.
    private void awaitNothingWaiting() throws Exception {
        while (!call("viaduct_get_waiting", null).equals(List.of())) {
            Thread.onSpinWait();
        }
    }

    private Object call(String method, Object parameters) throws Exception {
        return control.call(method, parameters);
    }

    private Object create() throws Exception {
        return call("bdev_malloc_create", Map.of("block_size", 512, "num_blocks", 8));
    }

    private String refusal(String method, Object parameters) {
        var e = assertThrows(RpcException.class, () -> control.call(method, parameters));
        return String.valueOf(((Map<?, ?>) e.data()).get("reason"));
    }

    private Object namespaces() throws Exception {
        return subsystem().get("namespaces");
    }

    private Map<?, ?> subsystem() throws Exception {
        return (Map<?, ?>) ((List<?>) call("nvmf_get_subsystems", Map.of("nqn", NQN))).getFirst();
    }

    private Object state(String version) throws Exception {
        return ((List<?>) call("viaduct_plugin_list", null))
                .stream()
                        .map(one -> (Map<?, ?>) one)
                        .filter(one -> version.equals(one.get("version")))
                        .map(one -> one.get("state"))
                        .findFirst()
                        .orElse(null);
    }

    private List<Object> told() throws Exception {
        return ((List<?>) call("notify_get_notifications", null))
                .stream()
                        .<Object>map(one -> ((Map<?, ?>) one).get("type"))
                        .filter(type -> type.toString().startsWith("plugin_"))
                        .toList();
    }

    private static Map<String, Object> path(Path jar) {
        return Map.of("path", jar.toString());
    }

    private static String component(String needed) {
        return """
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="late">
          <service><provide interface="java.lang.Object"/></service>
          <reference name="needed" interface="%s"/>
          <implementation class="io.viaduct.bdev.malloc.MallocModule"/>
        </scr:component>
        """
                .formatted(needed);
    }

    private static List<String> activeVersions() {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> MALLOC.equals(bundle.getSymbolicName()))
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .map(bundle -> bundle.getVersion().toString())
                .toList();
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(PluginsIT.class).getBundleContext();
    }
}
