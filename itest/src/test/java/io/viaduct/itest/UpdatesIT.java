package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.memory.Memory;

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
import org.osgi.framework.wiring.BundleWiring;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Storage in memory and on files, and the transport, are replaced again and again while a host
 * writes and reads, in all the ways there are, and nothing is left of what was there before. More
 * than by default: {@code -Dupdates=500}.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class UpdatesIT {
    private static final Logger LOG = System.getLogger(UpdatesIT.class.getName());
    private static final Map<String, String> ARTIFACTS =
            Map.of(
                    HostedTarget.MALLOC, "viaduct-bdev-malloc-bundle",
                    HostedTarget.AIO, "viaduct-bdev-aio-bundle",
                    HostedTarget.TCP, "viaduct-transport-tcp-bundle");

    private static final List<String> MODULES =
            List.of(HostedTarget.MALLOC, HostedTarget.AIO, HostedTarget.TCP);

    /** Updates of a cycle: every way, for every module. */
    private static final int CYCLE = Way.values().length * MODULES.size();

    /** Whole cycles: within one, the distribution's bundles are there beside the plug-ins. */
    private static final int UPDATES =
            Math.ceilDiv(Integer.getInteger("updates", 3 * CYCLE), CYCLE) * CYCLE;

    /** What the JVM and the framework keep from the first times they keep for good. */
    private static final int FIRST_UPDATES = CYCLE;

    /** Classes and native memory are compared with those after this cycle, the tenth if may be. */
    private static final int BASELINE_CYCLE = Math.min(10, UPDATES / CYCLE / 2);

    private static final int MEMORY_NSID = 1;
    private static final int FILE_NSID = 2;
    private static final List<Integer> NAMESPACES = List.of(MEMORY_NSID, FILE_NSID);
    private static final int CLASSES_MORE = 50;
    private static final double NATIVE_GROWTH = 1.02;

    /** What has to end does so at once, but a machine may be busy. */
    private static final int LOOKS_MAX = 2_000;

    private static final long PAUSE_NANOS = 5_000_000;

    /** The ways of an update, one after the other; after a round of them all is as before. */
    private enum Way {
        /** The bundle itself is given another jar. */
        BUNDLE,
        /** A plug-in takes the distribution's place. */
        PLUGIN,
        /** A plug-in takes a plug-in's place. */
        NEWER,
        /** The one before comes back. */
        ROLLBACK,
        /** The distribution's comes back. */
        UNINSTALL
    }

    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    private final List<Long> nativeMemory = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();
    private HostedTarget target;
    private int written;

    /** What must not grow. */
    private record Held(Holdings process, long leases) {}

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform(), HostedTarget.hosts()};
    }

    @Test
    public void shouldLeaveNothingOfWhatWasReplaced() throws Exception {
        target = new HostedTarget(context());
        target.addDisk(MEMORY_NSID);
        target.addFile(FILE_NSID);
        try (ConnectedHost host = target.connect()) {
            update(host, 0, FIRST_UPDATES);
            awaitOldClassesGone();
            Held before = held(() -> Holdings.settled(Holdings::ofTheProcess));
            update(host, FIRST_UPDATES, UPDATES);
            awaitOldClassesGone();
            measure();
            awaitHeld(before);
            String told = UPDATES + " updates: classes " + classes + ", KiB " + nativeMemory;
            LOG.log(Level.INFO, told);
            int baseline = BASELINE_CYCLE - 1;
            assertTrue(told, classes.getLast() <= classes.get(baseline) + CLASSES_MORE);
            assertTrue(told, nativeMemory.getLast() <= nativeMemory.get(baseline) * NATIVE_GROWTH);
            assertTrue(told, !isRising());
        }
        target.close();
    }

    private void update(ConnectedHost host, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            if (i > 0 && i % CYCLE == 0) {
                awaitOldClassesGone();
                measure();
            }
            String module = MODULES.get(i % MODULES.size());
            remember(module);
            int lba = written++ % HostedTarget.BLOCKS;
            int inMemory = host.sendWrite(MEMORY_NSID, lba);
            int inFile = host.sendWrite(FILE_NSID, lba);
            update(module, Way.values()[i / MODULES.size() % Way.values().length]);
            assertEquals(0, host.queue().await(inMemory).status());
            assertEquals(0, host.queue().await(inFile).status());
            for (int nsid : NAMESPACES) {
                host.assertWritten(nsid, lba);
            }
            target.awaitNothingWaiting();
        }
    }

    private void update(String module, Way way) throws Exception {
        switch (way) {
            case BUNDLE -> {
                Bundle bundle = target.bundle(module);
                try (InputStream in = Files.newInputStream(jar(module, "0.1.1"))) {
                    bundle.update(in);
                }
            }
            case PLUGIN -> plugin("viaduct_plugin_update", "path", jar(module, "9.0.0"));
            case NEWER -> plugin("viaduct_plugin_update", "path", jar(module, "9.0.1"));
            case ROLLBACK -> plugin("viaduct_plugin_rollback", "name", module);
            case UNINSTALL -> plugin("viaduct_plugin_uninstall", "name", module);
        }
    }

    private void plugin(String method, String parameter, Object value) throws Exception {
        target.call(method, Map.of(parameter, value.toString()));
    }

    private Path jar(String module, String version) throws IOException {
        Path jar = target.folder().resolve(module + "-" + version + ".jar");
        if (!Files.exists(jar)) {
            PluginJar.of(ARTIFACTS.get(module)).header("Bundle-Version", old -> version).write(jar);
        }
        return jar;
    }

    private void remember(String module) {
        loaders(module).map(WeakReference::new).forEach(loaders::add);
    }

    private static Stream<ClassLoader> loaders(String module) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> module.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .filter(wiring -> wiring != null && wiring.getClassLoader() != null)
                .map(BundleWiring::getClassLoader);
    }

    // To ask for native memory loads classes, the first time.
    private void measure() throws Exception {
        nativeMemory.add(NativeMemory.kilobytes());
        classes.add(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        LOG.log(Level.INFO, classes.getLast() + " classes, " + nativeMemory.getLast() + " KiB");
    }

    private static void collect() {
        System.gc();
        System.gc();
    }

    // What replaced bundles have left to be collected may be known a moment later.
    private void awaitOldClassesGone() {
        collect();
        for (int i = 0; i < LOOKS_MAX / 10 && oldClasses() > 0; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            collect();
        }
        assertEquals("class loaders of former versions", 0, oldClasses());
    }

    private long oldClasses() {
        List<ClassLoader> current = MODULES.stream().flatMap(UpdatesIT::loaders).toList();
        return loaders.stream()
                .filter(one -> !one.refersTo(null))
                .filter(one -> current.stream().noneMatch(one::refersTo))
                .count();
    }

    private Held held(Callable<Holdings> look) throws Exception {
        Memory memory = context().getService(context().getServiceReference(Memory.class));
        // Not of the API.
        Object leases = memory.getClass().getMethod("leases").invoke(memory);
        return new Held(look.call(), ((Number) leases).longValue());
    }

    private void awaitHeld(Held expected) throws Exception {
        Held now = held(Holdings::ofTheProcess);
        for (int i = 0; i < LOOKS_MAX && !now.equals(expected); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            now = held(Holdings::ofTheProcess);
        }
        assertEquals(expected, now);
    }

    /** Whether even the least of the last third is above the most of the first. */
    private boolean isRising() {
        int third = nativeMemory.size() / 3;
        long first =
                nativeMemory.subList(0, third).stream().mapToLong(Long::longValue).max().orElse(0);
        return third > 0
                && nativeMemory.reversed().subList(0, third).stream()
                        .allMatch(size -> size > first * NATIVE_GROWTH);
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(UpdatesIT.class).getBundleContext();
    }
}
