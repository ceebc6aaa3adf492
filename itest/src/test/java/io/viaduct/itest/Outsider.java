package io.viaduct.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Somebody who writes plug-ins: builds and tests the examples with a Maven of their own, which
 * knows of this project nothing but the jars that it has built. Their repository is the user's,
 * link by link, apart from this project's own artifacts; nothing is installed there.
 */
final class Outsider {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path WORK = Path.of("target/outsider").toAbsolutePath();
    private static final Path REPOSITORY = WORK.resolve("repository");
    private static final Path LOG = WORK.resolve("build.log");
    private static final String VERSION = System.getProperty("viaduct.version");
    private static final long MINUTES_MAX = 10;
    private static final int LINES_SHOWN = 40;

    private static final String BOTH =
            """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
                <modelVersion>4.0.0</modelVersion>
                <groupId>com.acme</groupId>
                <artifactId>plug-ins</artifactId>
                <version>1</version>
                <packaging>pom</packaging>
                <modules>
                    <module>bdev-third-party</module>
                    <module>tape</module>
                </modules>
            </project>
            """;

    private Outsider() {}

    /**
     * Builds the example, and a plug-in that new-bdev has made.
     *
     * @return the example's jar
     */
    static Path build() throws IOException, InterruptedException {
        delete(WORK);
        Files.createDirectories(WORK);
        linkRepository();
        copy(ROOT.resolve("examples/bdev-third-party"), WORK.resolve("bdev-third-party"));
        Path script = ROOT.resolve("examples/new-bdev");
        run(List.of(script.toString(), "Tape", "com.acme.tape", WORK.resolve("tape").toString()));
        Files.writeString(WORK.resolve("pom.xml"), BOTH);
        run(maven());
        jar(WORK.resolve("tape"));
        return jar(WORK.resolve("bdev-third-party"));
    }

    private static void linkRepository() throws IOException {
        Path users = Path.of(System.getProperty("maven.repository"));
        link(users, REPOSITORY, "io");
        link(users.resolve("io"), REPOSITORY.resolve("io"), "viaduct");
        Path own = REPOSITORY.resolve("io/viaduct");
        linkArtifact(own, "viaduct", ROOT);
        for (Path module : list(ROOT)) {
            if (Files.exists(module.resolve("pom.xml"))) {
                linkArtifact(own, "viaduct-" + module.getFileName(), module);
            }
        }
    }

    private static void link(Path from, Path to, String without) throws IOException {
        Files.createDirectories(to);
        for (Path each : list(from)) {
            if (!each.getFileName().toString().equals(without)) {
                Files.createSymbolicLink(to.resolve(each.getFileName()), each);
            }
        }
    }

    private static void linkArtifact(Path own, String name, Path module) throws IOException {
        Path to = Files.createDirectories(own.resolve(name).resolve(VERSION));
        String file = name + "-" + VERSION;
        Files.createSymbolicLink(to.resolve(file + ".pom"), module.resolve("pom.xml"));
        Path jar = module.resolve("target").resolve(file + ".jar");
        if (Files.exists(jar)) {
            Files.createSymbolicLink(to.resolve(file + ".jar"), jar);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (!file.startsWith(from.resolve("target"))) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }

    private static List<String> maven() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("maven.home"), "bin/mvn").toString());
        words.addAll(List.of("-B", "-q", "-ntp", "-Dmaven.repo.local=" + REPOSITORY));
        words.add("-Dviaduct.version=" + VERSION);
        if (System.getProperty("maven.mode").equals("offline: true")) {
            words.add("-o");
        }
        words.add("package");
        return words;
    }

    private static void run(List<String> words) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(words).directory(WORK.toFile()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
            List<String> said = Files.readAllLines(LOG);
            List<String> last = said.subList(Math.max(0, said.size() - LINES_SHOWN), said.size());
            throw new AssertionError(words + ":\n" + String.join("\n", last));
        }
    }

    private static Path jar(Path project) throws IOException {
        return list(project.resolve("target")).stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .findFirst()
                .orElseThrow();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
