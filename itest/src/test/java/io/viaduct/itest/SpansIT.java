package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.osgi.framework.wiring.BundleRevision.PACKAGE_NAMESPACE;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A span can be taken out without any other bundle noticing: the framework's own wiring says so.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SpansIT {
    private static final String OURS = "io.viaduct.";
    private static final Set<String> BASE =
            Set.of("io.viaduct.api", "io.viaduct.linux", "io.viaduct.core");

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform()};
    }

    @Test
    public void shouldBeFound() {
        Set<String> names =
                spans().stream().map(Bundle::getSymbolicName).collect(Collectors.toSet());
        assertTrue(names.toString(), names.contains("io.viaduct.transport.tcp"));
        assertTrue(names.toString(), names.contains("io.viaduct.bdev.malloc"));
    }

    @Test
    public void shouldRefreshNothingButThemselves() {
        FrameworkWiring wiring = context().getBundle(0).adapt(FrameworkWiring.class);
        for (Bundle span : spans()) {
            assertEquals(Set.of(span), Set.copyOf(wiring.getDependencyClosure(List.of(span))));
        }
    }

    @Test
    public void shouldImportFromTheBaseOnly() {
        for (Bundle span : spans()) {
            Set<String> others = new TreeSet<>();
            for (var wire : span.adapt(BundleWiring.class).getRequiredWires(null)) {
                Bundle provider = wire.getProvider().getBundle();
                if (provider.getSymbolicName().startsWith(OURS) && !isBase(provider)) {
                    others.add(provider.getSymbolicName());
                }
            }
            assertEquals(span.toString(), Set.of(), others);
        }
    }

    @Test
    public void shouldExportNothingImportNothingOptionallyAndHostNoFragment() {
        for (Bundle span : spans()) {
            BundleRevision revision = span.adapt(BundleRevision.class);
            assertEquals(span.toString(), 0, revision.getTypes() & BundleRevision.TYPE_FRAGMENT);
            assertEquals(
                    span.toString(),
                    List.of(),
                    revision.getDeclaredCapabilities(PACKAGE_NAMESPACE));
            for (var requirement : revision.getDeclaredRequirements(PACKAGE_NAMESPACE)) {
                String resolution = requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE);
                assertNotEquals(requirement.toString(), "optional", resolution);
            }
        }
    }

    /** Inside the framework: the driver makes an instance outside of it too. */
    private static BundleContext context() {
        return FrameworkUtil.getBundle(SpansIT.class).getBundleContext();
    }

    private static List<Bundle> spans() {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith(OURS))
                .filter(bundle -> !isBase(bundle))
                .toList();
    }

    private static boolean isBase(Bundle bundle) {
        return BASE.contains(bundle.getSymbolicName());
    }
}
