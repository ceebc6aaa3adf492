package io.viaduct.itest;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.osgi.framework.Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA;

import io.viaduct.launcher.BundleList;
import io.viaduct.launcher.FrameworkSettings;

import org.ops4j.pax.exam.Option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The unpacked distribution: its files, and its bundles for a framework inside the test. */
final class Distribution {
    private Distribution() {}

    static Path home() {
        return Path.of(System.getProperty("viaduct.home")).normalize();
    }

    /**
     * The distribution's own list at its own start levels, and the framework's own settings; it
     * configures nothing by itself, and has sockets and folders of its own.
     */
    static Option platform() throws IOException {
        Path folder = temporaryFolder();
        Map<String, String> settings = new HashMap<>(FrameworkSettings.common());
        settings.putAll(FrameworkSettings.deploy(folder.resolve("deploy"), folder));
        settings.put("viaduct.data", folder.toString());
        settings.put("viaduct.rpc", folder.resolve("rpc.sock").toString());
        // Each start begins anew: without it, it would go on with what the last test has made.
        Path nothing = Files.writeString(folder.resolve("nothing.json"), "{\"subsystems\": []}");
        settings.put("viaduct.config", nothing.toString());

        List<Option> options = new ArrayList<>();
        options.add(junitBundles());
        // As packages, not as a property: Pax Exam adds its own to them. Its bundles need slf4j.
        options.add(systemPackages(settings.remove(FRAMEWORK_SYSTEMPACKAGES_EXTRA)));
        settings.forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        for (BundleList.Entry entry : BundleList.entries()) {
            if (!entry.terminal()) {
                String url = entry.in(home().resolve("bundle")).toUri().toString();
                options.add(bundle(url).startLevel(entry.startLevel()).start());
            }
        }
        options.add(frameworkStartLevel(BundleList.servingLevel()));
        return composite(options.toArray(Option[]::new));
    }

    // In /tmp, because a socket's path must be short; gone with the process.
    private static Path temporaryFolder() throws IOException {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "viaduct-itest");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
