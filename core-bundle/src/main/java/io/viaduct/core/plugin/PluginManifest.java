package io.viaduct.core.plugin;

import org.osgi.framework.Constants;
import org.osgi.framework.Version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * What a jar's manifest says of it as a plug-in.
 *
 * @param name the symbolic name
 * @param version its version
 * @param brings devices and transports that it has, such as "viaduct.bdev=malloc"
 */
record PluginManifest(String name, Version version, List<String> brings) {
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern OPTIONAL = Pattern.compile("resolution:=\"?optional");
    private static final Pattern SINGLETON = Pattern.compile("singleton:=\"?true");
    private static final Pattern BRINGS =
            Pattern.compile("(viaduct\\.(?:bdev|transport))=\"?([A-Za-z0-9_-]+)");

    /** Reads a jar; the exception says in one line why it is no plug-in. */
    static PluginManifest read(Path jar) throws PluginException {
        return read(jar, jar);
    }

    /** Reads a jar that is called otherwise in what is said about it. */
    static PluginManifest read(Path jar, Path called) throws PluginException {
        try {
            return of(headers(jar));
        } catch (Flaw e) {
            throw PluginException.invalid("path", called, e.getMessage());
        }
    }

    private static Attributes headers(Path jar) throws Flaw {
        if (!Files.exists(jar)) {
            throw new Flaw("there is no such file");
        }
        if (!Files.isRegularFile(jar)) {
            throw new Flaw("it is no file");
        }
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            if (manifest == null) {
                throw new Flaw("the jar has no manifest, so it is no bundle");
            }
            return manifest.getMainAttributes();
        } catch (ZipException e) {
            throw new Flaw("it is no jar: " + e.getMessage());
        } catch (IOException e) {
            throw new Flaw("it cannot be read: " + e.getMessage());
        }
    }

    private static PluginManifest of(Attributes headers) throws Flaw {
        String symbolic = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (symbolic == null) {
            throw new Flaw("the manifest has no Bundle-SymbolicName, so the jar is no bundle");
        }
        String name = symbolic.split(";", 2)[0].strip();
        if (!SYMBOLIC_NAME.matcher(name).matches()) {
            throw new Flaw("Bundle-SymbolicName \"" + name + "\" is malformed");
        }
        refuse(SINGLETON.matcher(symbolic).find(), "it is a singleton, so it cannot be replaced");
        refuseUnlessSpan(headers);
        return new PluginManifest(name, version(headers), brings(headers));
    }

    private static Version version(Attributes headers) throws Flaw {
        String text = headers.getValue(Constants.BUNDLE_VERSION);
        try {
            return Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            throw new Flaw("Bundle-Version \"" + text + "\" is malformed");
        }
    }

    // What a span must not do (architecture, section 2): others would have to be refreshed with it.
    private static void refuseUnlessSpan(Attributes headers) throws Flaw {
        refuse(
                headers.getValue(Constants.FRAGMENT_HOST) != null,
                "it is a fragment; a plug-in is a bundle of its own");
        refuse(
                headers.getValue(Constants.EXPORT_PACKAGE) != null,
                "it exports packages; a plug-in keeps its packages to itself");
        refuse(
                headers.getValue(Constants.DYNAMICIMPORT_PACKAGE) != null,
                "it imports dynamically; a plug-in names what it imports");
        String imports = headers.getValue(Constants.IMPORT_PACKAGE);
        refuse(
                imports != null && OPTIONAL.matcher(imports).find(),
                "it has optional imports; a plug-in imports what it needs, or not at all");
    }

    private static void refuse(boolean broken, String rule) throws Flaw {
        if (broken) {
            throw new Flaw(rule);
        }
    }

    private static List<String> brings(Attributes headers) {
        List<String> brings = new ArrayList<>();
        String capabilities = headers.getValue(Constants.PROVIDE_CAPABILITY);
        if (capabilities != null) {
            Matcher one = BRINGS.matcher(capabilities);
            while (one.find()) {
                brings.add(one.group(1) + "=" + one.group(2));
            }
        }
        return brings;
    }

    /** What is wrong with a jar. */
    private static final class Flaw extends Exception {
        private static final long serialVersionUID = 1L;

        Flaw(String what) {
            super(what, null, false, false);
        }
    }
}
