package io.viaduct.core.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** The text of the file that says which jars of {@code plugins/} count. */
final class PluginIndex {
    private static final String HEAD = "viaduct plug-ins 1";
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";

    /**
     * A jar.
     *
     * @param file its name in the folder
     * @param sha256 its digest in hexadecimal
     */
    record Item(String file, String sha256) {}

    /**
     * A plug-in's jars.
     *
     * @param current the one that runs; null when another folder's copy does
     * @param previous what a rollback brings back, or null
     */
    record Entry(Item current, Item previous) {
        List<Item> items() {
            List<Item> items = new ArrayList<>();
            if (current != null) {
                items.add(current);
            }
            if (previous != null) {
                items.add(previous);
            }
            return items;
        }
    }

    private PluginIndex() {}

    /** The text of the entries by symbolic name, with a checksum at its end. */
    static String text(Map<String, Entry> entries) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        new TreeMap<>(entries)
                .forEach(
                        (name, entry) -> {
                            append(text, name, CURRENT, entry.current());
                            append(text, name, PREVIOUS, entry.previous());
                        });
        return text + "end " + checksum(text.toString()) + "\n";
    }

    private static void append(StringBuilder text, String name, String role, Item item) {
        if (item != null) {
            text.append(String.join(" ", name, role, item.file(), item.sha256())).append('\n');
        }
    }

    /** The entries of a text; an exception says what is wrong with it. */
    static SortedMap<String, Entry> parse(String text) throws IOException {
        int end = text.lastIndexOf("end ");
        if (!text.startsWith(HEAD + "\n") || end < 0) {
            throw new IOException("it does not begin or end as an index");
        }
        String body = text.substring(0, end);
        if (!text.substring(end).equals("end " + checksum(body) + "\n")) {
            throw new IOException("its checksum is wrong");
        }
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (String line : body.lines().skip(1).toList()) {
            add(line, entries);
        }
        return entries;
    }

    private static void add(String line, Map<String, Entry> entries) throws IOException {
        List<String> words = List.of(line.split(" "));
        if (words.size() != 4 || words.get(2).contains("/")) {
            throw new IOException("a line is malformed: " + line);
        }
        Item item = new Item(words.get(2), words.get(3));
        Entry earlier = entries.getOrDefault(words.getFirst(), new Entry(null, null));
        Entry entry =
                switch (words.get(1)) {
                    case CURRENT -> new Entry(item, earlier.previous());
                    case PREVIOUS -> new Entry(earlier.current(), item);
                    default -> throw new IOException("a line is malformed: " + line);
                };
        entries.put(words.getFirst(), entry);
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
