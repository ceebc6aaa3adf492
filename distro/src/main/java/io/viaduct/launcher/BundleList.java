package io.viaduct.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The distribution's bundles, from the one list of them. */
public final class BundleList {
    private static final String RESOURCE = "bundles.list";
    private static final String TERMINAL = "terminal";
    private static final String OURS = "viaduct-";
    private static final String BUNDLE = "-bundle";

    /**
     * A bundle of the distribution.
     *
     * @param startLevel the framework's level at which it starts
     * @param artifact its name without version
     * @param terminal whether it is only for a start with a shell on the terminal
     */
    public record Entry(int startLevel, String artifact, boolean terminal) {
        /** Its jar in a folder where each bundle is there once; null if it is not. */
        public Path in(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(this::isMine).sorted().findFirst().orElse(null);
            }
        }

        /** Its symbolic name, where it is one of ours; null for any other. */
        public String symbolicName() {
            if (!artifact.startsWith(OURS) || !artifact.endsWith(BUNDLE)) {
                return null;
            }
            String noun = artifact.substring(OURS.length(), artifact.length() - BUNDLE.length());
            return "io.viaduct." + noun.replace('-', '.');
        }

        private boolean isMine(Path file) {
            String name = file.getFileName().toString();
            int version = artifact.length() + 1;
            return name.startsWith(artifact + "-")
                    && name.length() > version
                    && Character.isDigit(name.charAt(version));
        }
    }

    private BundleList() {}

    /** All entries in the order of the list. */
    public static List<Entry> entries() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                BundleList.class.getResourceAsStream(RESOURCE),
                                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(BundleList::entry)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Symbolic names of our own bundles, which follow from those of their artifacts. */
    static List<String> symbolicNames() {
        return entries().stream().map(Entry::symbolicName).filter(Objects::nonNull).toList();
    }

    /** The start level at which the target serves. */
    public static int servingLevel() {
        return levelMax(false);
    }

    /** The start level at which the shell has the terminal. */
    static int terminalLevel() {
        return levelMax(true);
    }

    private static int levelMax(boolean terminal) {
        return entries().stream()
                .filter(entry -> entry.terminal() == terminal)
                .mapToInt(Entry::startLevel)
                .max()
                .orElseThrow();
    }

    private static Entry entry(String line) {
        List<String> words = List.of(line.strip().split(" +"));
        return new Entry(
                Integer.parseInt(words.get(0)),
                words.get(1),
                words.size() > 2 && words.get(2).equals(TERMINAL));
    }
}
