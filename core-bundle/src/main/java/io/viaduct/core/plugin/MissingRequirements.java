package io.viaduct.core.plugin;

import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what a bundle that does not resolve lacks. Framework thread. */
final class MissingRequirements {
    private static final Pattern ATTRIBUTE = Pattern.compile("\\(([A-Za-z0-9._-]+)=([^()]*)\\)");
    private static final Pattern AT_LEAST = Pattern.compile("\\(version>=([^()]*)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^()]*)\\)\\)");

    private final FrameworkWiring wiring;
    private final Function<String, String> whoBrings;

    /**
     * Over one framework.
     *
     * @param whoBrings what brings a device or transport such as "viaduct.bdev=aio", or null
     */
    MissingRequirements(FrameworkWiring wiring, Function<String, String> whoBrings) {
        this.wiring = wiring;
        this.whoBrings = whoBrings;
    }

    /** One sentence for each requirement that nothing satisfies; none if it is not that simple. */
    List<String> of(Bundle bundle) {
        List<String> missing = new ArrayList<>();
        for (BundleRequirement need :
                bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
            if (isMandatory(need) && wiring.findProviders(need).isEmpty()) {
                missing.add(describe(need));
            }
        }
        return missing;
    }

    private static boolean isMandatory(BundleRequirement need) {
        String resolution = need.getDirectives().get(Constants.RESOLUTION_DIRECTIVE);
        String effective = need.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE);
        return !Constants.RESOLUTION_OPTIONAL.equals(resolution)
                && (effective == null || effective.equals(Constants.EFFECTIVE_RESOLVE));
    }

    private String describe(BundleRequirement need) {
        String filter = need.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        String namespace = need.getNamespace();
        String value = value(filter, namespace);
        if (namespace.equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            return "needs package " + value + range(filter) + ", " + exported(value);
        }
        String what = value == null ? namespace + " " + filter : namespace + "=" + value;
        String brings = whoBrings.apply(what);
        String end = brings == null ? "" : "; " + brings + " would";
        return "needs " + what + range(filter) + ", which no bundle brings" + end;
    }

    private static String value(String filter, String attribute) {
        Matcher match = ATTRIBUTE.matcher(filter);
        while (match.find()) {
            if (match.group(1).equals(attribute)) {
                return match.group(2);
            }
        }
        return null;
    }

    private static String range(String filter) {
        Matcher from = AT_LEAST.matcher(filter);
        Matcher below = BELOW.matcher(filter);
        String least = from.find() ? " " + plain(from.group(1)) : "";
        return below.find() ? least + " (below " + plain(below.group(1)) + ")" : least;
    }

    private static String plain(String version) {
        return version.replaceAll("(\\.0)+$", "").replaceAll("^(\\d+)$", "$1.0");
    }

    private String exported(String name) {
        Collection<String> versions = new TreeSet<>();
        for (BundleCapability found : wiring.findProviders(new AnyPackage(name))) {
            versions.add(String.valueOf(found.getAttributes().get(Constants.VERSION_ATTRIBUTE)));
        }
        return versions.isEmpty()
                ? "which no bundle exports"
                : "while " + String.join(", ", versions) + " is exported";
    }

    /** What of ours has a device or transport, by the names that our bundles have. */
    static String ours(String what) {
        String[] parts = what.split("=", 2);
        return switch (parts[0]) {
            case "viaduct.bdev" -> "io.viaduct.bdev." + parts[1].toLowerCase(Locale.ROOT);
            case "viaduct.transport" -> "io.viaduct.transport." + parts[1].toLowerCase(Locale.ROOT);
            default -> null;
        };
    }

    /** A package of any version. */
    private record AnyPackage(String name) implements Requirement {
        @Override
        public String getNamespace() {
            return PackageNamespace.PACKAGE_NAMESPACE;
        }

        @Override
        public Map<String, String> getDirectives() {
            return Map.of(
                    Namespace.REQUIREMENT_FILTER_DIRECTIVE,
                    "(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + name + ")");
        }

        @Override
        public Map<String, Object> getAttributes() {
            return Map.of();
        }

        @Override
        public Resource getResource() {
            return null;
        }
    }
}
