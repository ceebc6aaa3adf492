package io.viaduct.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes the table anew for people in a hurry, from what is compiled; it runs no test. */
public final class Update {
    private Update() {}

    /** The one argument is the root of the tree. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        List<Path> modules;
        try (Stream<Path> folders = Files.list(root)) {
            modules = folders.filter(path -> Files.exists(path.resolve("pom.xml"))).toList();
        }
        List<Section> sections = Section.readAll(root.resolve("conformance/rows"));
        String table = new Table(sections, TestClasses.read(modules).proofs()).text();
        Files.writeString(root.resolve("docs/conformance.md"), table);
    }
}
