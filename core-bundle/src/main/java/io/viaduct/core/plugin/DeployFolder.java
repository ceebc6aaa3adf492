package io.viaduct.core.plugin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The jars of {@code deploy/} as they come, change and go. A file counts once it is the same in two
 * looks, so that one that is still being written is left alone. One thread.
 */
final class DeployFolder {
    /** What changes when a file is written or replaced. */
    private record Stamp(long size, FileTime modified, Object key) {}

    /**
     * What has happened to a file since it was told of last.
     *
     * @param gone whether it is there no longer; otherwise it is new or another
     */
    record Change(Path file, boolean gone) {}

    private final Path folder;
    private final Map<Path, Stamp> told = new HashMap<>();
    private Map<Path, Stamp> last = Map.of();

    DeployFolder(Path folder) {
        this.folder = folder;
    }

    /** All that is there, also what has been seen once only; for the first look. */
    List<Change> all() throws IOException {
        last = stamps();
        return changes(last);
    }

    /** What has changed, in the order of names, what is gone first. */
    List<Change> look() throws IOException {
        SortedMap<Path, Stamp> now = stamps();
        SortedMap<Path, Stamp> settled = new TreeMap<>(now);
        // A file that is being replaced is still what it was.
        settled.replaceAll((file, stamp) -> stamp.equals(last.get(file)) ? stamp : told.get(file));
        settled.values().removeIf(stamp -> stamp == null);
        last = now;
        return changes(settled);
    }

    private List<Change> changes(Map<Path, Stamp> settled) {
        List<Change> changes = new ArrayList<>();
        for (Path file : told.keySet().stream().sorted().toList()) {
            if (!settled.containsKey(file)) {
                changes.add(new Change(file, true));
            }
        }
        settled.forEach(
                (file, stamp) -> {
                    if (!stamp.equals(told.get(file))) {
                        changes.add(new Change(file, false));
                    }
                });
        told.clear();
        told.putAll(settled);
        return changes;
    }

    private SortedMap<Path, Stamp> stamps() throws IOException {
        SortedMap<Path, Stamp> stamps = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return stamps;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                add(file, stamps);
            }
        }
        return stamps;
    }

    private static void add(Path file, Map<Path, Stamp> stamps) throws IOException {
        try {
            var found = Files.readAttributes(file, BasicFileAttributes.class);
            stamps.put(file, new Stamp(found.size(), found.lastModifiedTime(), found.fileKey()));
        } catch (NoSuchFileException e) {
            // Gone between the listing and here: the same as never listed.
            stamps.remove(file);
        }
    }
}
