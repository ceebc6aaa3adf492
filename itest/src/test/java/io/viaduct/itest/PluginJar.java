package io.viaduct.itest;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle in another version, with other headers, entries and code. */
final class PluginJar {
    private final Path source;
    private final Map<String, UnaryOperator<String>> headers = new HashMap<>();
    private final Map<String, byte[]> added = new HashMap<>();

    private PluginJar(Path source) {
        this.source = source;
    }

    /** The distribution's jar whose name begins so, such as {@code viaduct-bdev-malloc-bundle}. */
    static PluginJar of(String artifact) throws IOException {
        try (var jars = Files.newDirectoryStream(Distribution.home().resolve("bundle"), "*.jar")) {
            for (Path jar : jars) {
                if (jar.getFileName().toString().startsWith(artifact + "-")) {
                    return new PluginJar(jar);
                }
            }
        }
        throw new IOException("no " + artifact);
    }

    /** Any other bundle's jar. */
    static PluginJar from(Path jar) {
        return new PluginJar(jar);
    }

    /** The RAM disk's in another version. */
    static PluginJar malloc(String version) throws IOException {
        return of("viaduct-bdev-malloc-bundle").header("Bundle-Version", old -> version);
    }

    /** Changes a header; it is given null where there is none. */
    PluginJar header(String name, UnaryOperator<String> change) {
        headers.put(name, change);
        return this;
    }

    /** Adds a component that is described by this. */
    PluginJar component(String file, String xml) {
        added.put(file, xml.getBytes(StandardCharsets.UTF_8));
        return header("Service-Component", old -> old + "," + file);
    }

    /** Adds a class of the tests. */
    PluginJar add(Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
            added.put(file, in.readAllBytes());
        }
        return this;
    }

    /** Lets a method of one of its classes answer false, whatever it is asked. */
    PluginJar refuse(String file, String method) throws IOException {
        ClassFile classes = ClassFile.of();
        try (JarFile jar = new JarFile(source.toFile());
                InputStream in = jar.getInputStream(jar.getEntry(file))) {
            ClassModel model = classes.parse(in.readAllBytes());
            added.put(file, classes.transformClass(model, refusing(method)));
        }
        return this;
    }

    private static ClassTransform refusing(String method) {
        return (builder, element) -> {
            if (element instanceof MethodModel old && old.methodName().equalsString(method)) {
                builder.withMethodBody(
                        old.methodName(),
                        old.methodType(),
                        old.flags().flagsMask(),
                        code -> code.iconst_0().ireturn());
            } else {
                builder.with(element);
            }
        };
    }

    /** Writes it under another name first, as users should. */
    Path write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (JarFile jar = new JarFile(source.toFile());
                var out = new JarOutputStream(Files.newOutputStream(part), manifest(jar))) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                boolean other = added.containsKey(entry.getName());
                if (!entry.getName().equals(JarFile.MANIFEST_NAME) && !other) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                }
            }
            for (var entry : added.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Manifest manifest(JarFile jar) throws IOException {
        Manifest manifest = new Manifest(jar.getManifest());
        Attributes main = manifest.getMainAttributes();
        headers.forEach((name, change) -> main.putValue(name, change.apply(main.getValue(name))));
        return manifest;
    }
}
