package io.viaduct.tidy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The public face of one package. An entry is what a caller names (a type, a member, a supertype);
 * its attributes are what may change about it (modifiers, a constant's value).
 *
 * @param version of the package
 * @param entries entry to attributes, sorted
 */
record ApiSignature(String packageName, PackageVersion version, SortedMap<String, String> entries) {
    private static final String SEPARATOR = " : ";

    String text() {
        var text = new StringBuilder("package " + packageName + " " + version + "\n");
        entries.forEach(
                (entry, said) ->
                        text.append(said.isEmpty() ? entry : entry + SEPARATOR + said)
                                .append('\n'));
        return text.toString();
    }

    static ApiSignature parse(String text) {
        List<String> lines = text.lines().toList();
        String[] head = lines.getFirst().split(" ");
        SortedMap<String, String> entries = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(SEPARATOR, 2);
            entries.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        return new ApiSignature(head[1], PackageVersion.parse(head[2]), entries);
    }

    /** The attributes of the type that an entry belongs to, or null where there is no such type. */
    String typeOf(String entry) {
        return entries.get(entry.substring(0, entry.indexOf(' ')) + " type");
    }
}
