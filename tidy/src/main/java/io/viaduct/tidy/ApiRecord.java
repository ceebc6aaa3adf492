package io.viaduct.tidy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The recorded signatures of a bundle's exported packages, one file each in {@code src/test/api}.
 * They are changed by {@code -Dapi.update=true}, and only with the version that the change asks
 * for.
 */
public final class ApiRecord {
    private final Path classes;
    private final Path folder;
    private final boolean update;

    /** The record of a module; {@code update} writes what is allowed to be written. */
    public ApiRecord(Path module, boolean update) {
        this.classes = module.resolve("target/classes");
        this.folder = module.resolve("src/test/api");
        this.update = update;
    }

    /**
     * As the build runs it: in the module's folder, {@code -Dapi.update=true} asking for an update.
     */
    public static ApiRecord ofThisModule() {
        return new ApiRecord(Path.of("").toAbsolutePath(), Boolean.getBoolean("api.update"));
    }

    /** One text for each package that is not as recorded; empty where all is well. */
    public List<String> findings() throws IOException {
        List<String> findings = new ArrayList<>();
        Set<String> gone = recordedPackages();
        for (String name : ApiReader.exportedPackages(classes)) {
            gone.remove(name);
            String finding = check(ApiReader.read(classes, name), folder.resolve(name + ".txt"));
            if (finding != null) {
                findings.add(finding);
            }
        }
        for (String name : gone) {
            findings.add(name + " is recorded, but no longer exported (incompatible)");
        }
        return findings;
    }

    private String check(ApiSignature compiled, Path file) throws IOException {
        String name = compiled.packageName();
        if (!Files.exists(file)) {
            return update
                    ? write(compiled, file)
                    : name + ": no signature file: run with -Dapi.update=true";
        }
        ApiSignature recorded = ApiSignature.parse(Files.readString(file));
        if (recorded.equals(compiled)) {
            return null;
        }
        ApiChange change = ApiChange.between(recorded, compiled);
        boolean raised = compiled.version().covers(recorded.version(), change.size());
        if (update && raised) {
            return write(compiled, file);
        }
        return describe(recorded, compiled, change, raised);
    }

    private static String describe(
            ApiSignature recorded, ApiSignature compiled, ApiChange change, boolean raised) {
        var text = new StringBuilder(compiled.packageName() + " is not as recorded:\n");
        change.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("  The change is ").append(change.size()).append("; version ");
        text.append(recorded.version()).append(" -> ").append(compiled.version());
        text.append(raised ? " is raised enough." : " is not raised enough.");
        if (raised) {
            text.append(" Record it with -Dapi.update=true");
        }
        return text.toString();
    }

    private static String write(ApiSignature signature, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, signature.text());
        return null;
    }

    private Set<String> recordedPackages() throws IOException {
        Set<String> names = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString().replaceFirst("\\.txt$", ""))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
