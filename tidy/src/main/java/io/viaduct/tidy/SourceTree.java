package io.viaduct.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checked-out tree: where it begins, and the Java sources of all its modules. */
public record SourceTree(Path root) {
    private static final List<String> SOURCE_ROOTS = List.of("src/main/java", "src/test/java");
    private static final int MODULE_DEPTH_MAX = 2;

    /** The tree around the working directory. */
    public static SourceTree here() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("tidy/src"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException(
                    "not inside the source tree: " + Path.of("").toAbsolutePath());
        }
        return new SourceTree(at);
    }

    /** The folders that hold a {@code pom.xml}, without the root, sorted. */
    public List<Path> modules() {
        try (Stream<Path> found =
                Files.find(root, MODULE_DEPTH_MAX + 1, (p, a) -> p.endsWith("pom.xml"))) {
            return found.map(Path::getParent).filter(p -> !p.equals(root)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every Java source of every module, sorted. */
    public List<Path> sources() {
        return modules().stream()
                .flatMap(module -> SOURCE_ROOTS.stream().map(module::resolve))
                .filter(Files::isDirectory)
                .flatMap(SourceTree::javaFilesUnder)
                .sorted()
                .toList();
    }

    /** The path as the exempt list and messages write it: relative, with slashes. */
    public String nameOf(Path file) {
        return root.relativize(file.toAbsolutePath()).toString().replace('\\', '/');
    }

    private static Stream<Path> javaFilesUnder(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(p -> p.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
