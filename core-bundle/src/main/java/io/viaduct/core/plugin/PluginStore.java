package io.viaduct.core.plugin;

import io.viaduct.core.plugin.PluginIndex.Entry;
import io.viaduct.core.plugin.PluginIndex.Item;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder {@code plugins/}: jars under name, version and digest, and an index of those that
 * count. Whatever ends the process, the index is a whole one, and its jars are there: a jar is
 * written before the index names it, and deleted after the index has forgotten it. One thread.
 */
final class PluginStore {
    /** The index's name in the folder. */
    static final String INDEX = "index";

    /** Characters of the digest in a jar's name; enough to tell builds of one version apart. */
    static final int DIGEST_CHARS = 12;

    private static final String PART = ".part";
    private static final String DAMAGED = ".damaged";

    /** A jar of the folder and what it is. */
    record Jar(Path file, PluginManifest manifest, String sha256) {
        Item item() {
            return new Item(file.getFileName().toString(), sha256);
        }
    }

    private final Path folder;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<Item, Jar> jars = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    private PluginStore(Path folder) {
        this.folder = folder;
    }

    /** Reads the folder. What is damaged is put aside and told of, and does not count. */
    static PluginStore open(Path folder) throws IOException {
        PluginStore store = new PluginStore(folder);
        Files.createDirectories(folder);
        store.deleteParts();
        store.load();
        return store;
    }

    /** What was found damaged. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The plug-ins by symbolic name. */
    Map<String, Entry> entries() {
        return Map.copyOf(entries);
    }

    /** A plug-in's jars; none for an unknown one. */
    Entry entry(String name) {
        return entries.getOrDefault(name, new Entry(null, null));
    }

    /** The jar of an item, or null for null. */
    Jar jar(Item item) {
        return item == null ? null : jars.get(item);
    }

    private void deleteParts() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(PART)).toList()) {
                Files.delete(file);
            }
        }
    }

    private void load() throws IOException {
        Path index = folder.resolve(INDEX);
        if (!Files.exists(index)) {
            return;
        }
        Map<String, Entry> found;
        try {
            found = PluginIndex.parse(Files.readString(index));
        } catch (IOException e) {
            putAside(index, e.getMessage());
            return;
        }
        found.forEach(this::check);
    }

    private void check(String name, Entry entry) {
        Item current = isSound(name, entry.current()) ? entry.current() : null;
        Item previous = isSound(name, entry.previous()) ? entry.previous() : null;
        if (current == null && entry.current() != null) {
            // What ran before is better than what never did.
            current = previous;
            previous = null;
        }
        if (current != null || previous != null) {
            entries.put(name, new Entry(current, previous));
        }
    }

    private boolean isSound(String name, Item item) {
        if (item == null) {
            return false;
        }
        Path file = folder.resolve(item.file());
        try {
            if (!Files.exists(file)) {
                complaints.add(file + " is missing");
                return false;
            }
            if (!Digest.of(file).equals(item.sha256())) {
                putAside(file, "its digest is not that of the index");
                return false;
            }
            PluginManifest manifest = PluginManifest.read(file);
            if (!manifest.name().equals(name)) {
                putAside(file, "it is " + manifest.name() + ", not " + name);
                return false;
            }
            jars.put(item, new Jar(file, manifest, item.sha256()));
            return true;
        } catch (IOException | PluginException e) {
            complaints.add(file + ": " + e.getMessage());
            return false;
        }
    }

    private void putAside(Path file, String why) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        complaints.add(file + " is damaged: " + why + "; kept as " + aside.getFileName());
    }

    /** Copies a jar into the folder. It does not count before it is committed. */
    Jar take(Path source) throws IOException, PluginException {
        // Names the file's own flaws before anything is copied.
        PluginManifest.read(source);
        Path part = Files.createTempFile(folder, "jar", PART);
        try {
            String sha256 = copy(source, part);
            // What was copied counts: the source may have changed meanwhile.
            PluginManifest manifest = PluginManifest.read(part, source);
            String digest = sha256.substring(0, DIGEST_CHARS);
            String name = manifest.name() + "-" + manifest.version() + "-" + digest + ".jar";
            Path file = folder.resolve(name);
            move(part, file);
            Jar jar = new Jar(file, manifest, sha256);
            jars.put(jar.item(), jar);
            return jar;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String copy(Path source, Path part) throws IOException {
        try (InputStream in = Files.newInputStream(source);
                FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            String sha256 = Digest.copy(in, out);
            channel.force(true);
            return sha256;
        }
    }

    private void move(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Forgets a jar that was never committed, or has been replaced since. */
    void discard(Jar jar) throws IOException {
        boolean counts =
                entries.values().stream().anyMatch(entry -> entry.items().contains(jar.item()));
        if (!counts) {
            jars.remove(jar.item());
            Files.deleteIfExists(jar.file());
        }
    }

    /** From now on, and after any crash, these are a plug-in's jars; others of it are deleted. */
    void commit(String name, Item current, Item previous) throws IOException {
        Map<String, Entry> next = new HashMap<>(entries);
        if (current == null && previous == null) {
            next.remove(name);
        } else {
            next.put(name, new Entry(current, previous));
        }
        Path part = Files.createTempFile(folder, INDEX, PART);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            byte[] text = PluginIndex.text(next).getBytes(StandardCharsets.UTF_8);
            Channels.newOutputStream(channel).write(text);
            channel.force(true);
            move(part, folder.resolve(INDEX));
        } finally {
            Files.deleteIfExists(part);
        }
        Set<Item> gone = new HashSet<>(entry(name).items());
        entries.clear();
        entries.putAll(next);
        for (Item item : gone) {
            discard(jars.get(item));
        }
    }
}
