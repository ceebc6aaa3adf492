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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The unpacked distribution: its files, and its bundles for a framework inside the test. */
final class Distribution {
    /** What Pax Exam's own bundles need, from the test's class path. */
    private static final String EXAM_PACKAGES = "org.slf4j;version=\"1.7.36\"";

    private Distribution() {}

    static Path home() {
        return Path.of(System.getProperty("viaduct.home")).normalize();
    }

    /** The distribution's own list at its own start levels, and the framework's own settings. */
    static Option platform(Map<String, String> settings) {
        List<Option> options = new ArrayList<>();
        options.add(junitBundles());
        Map<String, String> all = new HashMap<>(FrameworkSettings.common());
        // As packages, not as a property: Pax Exam adds its own to them.
        options.add(systemPackages(all.remove(FRAMEWORK_SYSTEMPACKAGES_EXTRA), EXAM_PACKAGES));
        all.putAll(settings);
        all.forEach((name, value) -> options.add(property(name, value)));
        for (BundleList.Entry entry : BundleList.entries()) {
            if (!entry.terminal()) {
                options.add(bundle(url(entry)).startLevel(entry.startLevel()).start());
            }
        }
        options.add(frameworkStartLevel(BundleList.startLevelMax()));
        return composite(options.toArray(Option[]::new));
    }

    private static Option property(String name, String value) {
        return frameworkProperty(name).value(value);
    }

    private static String url(BundleList.Entry entry) {
        try {
            return entry.in(home().resolve("bundle")).toUri().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
