package io.viaduct.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A jar with nothing but a manifest. */
final class TestJar {
    private TestJar() {}

    /** Headers are names and values in turn. */
    static Path write(Path file, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }

    static Path plugin(Path file, String name, String version) throws IOException {
        return write(file, "Bundle-SymbolicName", name, "Bundle-Version", version);
    }
}
