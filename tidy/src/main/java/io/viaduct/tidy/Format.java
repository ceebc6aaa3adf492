package io.viaduct.tidy;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The one layout of Java sources: 100 columns, four spaces, imports sorted, unused ones removed.
 *
 * <p>The formatter parses with the compiler of the JVM it runs in, and the sources are newer than
 * the JVM that may run Maven; therefore it runs here, in the JDK that compiles.
 */
public final class Format {
    private static final Formatter FORMATTER =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    private Format() {}

    /** Rewrites the sources named: files or folders, relative to the tree. */
    public static void main(String[] args) {
        SourceTree tree = SourceTree.here();
        for (String arg : args) {
            Path named = tree.root().resolve(arg).normalize();
            if (!Files.exists(named)) {
                throw new IllegalArgumentException("no such file or folder: " + arg);
            }
            tree.sources().parallelStream()
                    .filter(file -> file.startsWith(named))
                    .forEach(file -> differing(file).ifPresent(text -> write(file, text)));
        }
    }

    /** The names of the sources that are laid out differently. */
    public static List<String> findings(SourceTree tree) {
        return tree.sources().parallelStream()
                .filter(file -> differing(file).isPresent())
                .map(file -> tree.nameOf(file) + ": layout; run: tidy/format FILE")
                .sorted()
                .toList();
    }

    private static Optional<String> differing(Path file) {
        try {
            String text = Files.readString(file);
            String formatted = FORMATTER.formatSourceAndFixImports(text);
            return formatted.equals(text) ? Optional.empty() : Optional.of(formatted);
        } catch (FormatterException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
