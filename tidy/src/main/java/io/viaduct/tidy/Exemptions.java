package io.viaduct.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that may break a rule, by name and with a reason, as {@code tidy/exempt.txt} lists
 * them.
 */
final class Exemptions {
    private static final int FIELDS = 3;

    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final List<String> malformed = new ArrayList<>();

    static Exemptions read(Path list) {
        var exemptions = new Exemptions();
        try {
            int number = 0;
            for (String line : Files.readAllLines(list)) {
                exemptions.readLine(line, ++number);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return exemptions;
    }

    private void readLine(String line, int number) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        String[] fields = line.strip().split("\\s+", FIELDS);
        if (fields.length < FIELDS) {
            malformed.add("tidy/exempt.txt:" + number + ": write: rule, file or folder/, reason");
        } else {
            lines.put(fields[0] + " " + fields[1], number);
        }
    }

    /** What remains of the findings, and every exemption that nothing needs any more. */
    List<String> applyTo(List<Finding> findings) {
        List<String> left = new ArrayList<>(malformed);
        Set<String> used = new LinkedHashSet<>();
        for (Finding finding : findings) {
            String key = keyFor(finding);
            if (key == null) {
                left.add(finding.toString());
            } else {
                used.add(key);
            }
        }
        lines.forEach(
                (key, number) -> {
                    if (!used.contains(key)) {
                        left.add("tidy/exempt.txt:" + number + ": no longer needed: " + key);
                    }
                });
        return left;
    }

    /** The file itself, or the nearest folder above it that is listed for this rule. */
    private String keyFor(Finding finding) {
        String path = finding.file();
        while (true) {
            String key = finding.rule() + " " + path;
            if (lines.containsKey(key)) {
                return key;
            }
            int slash = path.lastIndexOf('/', path.length() - 2);
            if (slash < 0) {
                return null;
            }
            path = path.substring(0, slash + 1);
        }
    }
}
