package io.viaduct.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rows that belong together, as a file in {@code conformance/rows} has them.
 *
 * @param key begins the identifier of each row
 * @param title what they are about
 * @param rows in the order of the file
 */
public record Section(String key, String title, List<Row> rows) {
    private static final Pattern HEAD = Pattern.compile("# ((?:features [0-9.]+)|\\S+) (.+)");
    private static final Pattern LINE =
            Pattern.compile("([^|]+) \\| (supported|later) \\| ([^|]+)");

    /** All sections in the order of their files' names. */
    public static List<Section> readAll(Path folder) throws IOException {
        List<Section> sections = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                sections.add(read(file));
            }
        }
        Set<String> ids = new HashSet<>();
        for (Section section : sections) {
            for (Row row : section.rows) {
                if (!ids.add(row.id())) {
                    throw new IOException("two rows are called " + row.id());
                }
            }
        }
        return sections;
    }

    private static Section read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Matcher head = HEAD.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (!head.matches()) {
            throw new IOException(file + ":1: not of the form \"# KEY TITLE\"");
        }
        String key = head.group(1);
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            Matcher line = LINE.matcher(lines.get(i));
            if (!line.matches()) {
                throw new IOException(
                        file + ":" + (i + 1) + ": not of the form \"name | claim | text\"");
            }
            var claim = Row.Claim.valueOf(line.group(2).toUpperCase(Locale.ROOT));
            rows.add(new Row(key + " " + line.group(1), claim, line.group(3)));
        }
        return new Section(key, head.group(2), List.copyOf(rows));
    }
}
