package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.conformance.Proof;
import io.viaduct.conformance.Reports;
import io.viaduct.conformance.Row;
import io.viaduct.conformance.Section;
import io.viaduct.conformance.Table;
import io.viaduct.conformance.TestClasses;
import io.viaduct.tidy.SourceTree;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is claimed is proved. {@code -Dconformance.update=true} writes the table anew; a run that
 * {@code -Dtest} narrows asks only whether there are tests, not whether they have passed.
 */
class ConformanceTest {
    private static final String HERE = "itest";

    private static SourceTree tree;
    private static List<Section> sections;
    private static List<Proof> proofs;

    @BeforeAll
    static void read() throws IOException {
        tree = SourceTree.here();
        sections = Section.readAll(tree.root().resolve("conformance/rows"));
        proofs = TestClasses.read(tree.modules()).proofs();
    }

    @Test
    void shouldHaveATestThatHasPassedForEveryRowThatIsClaimed() throws IOException {
        Map<String, List<Proof>> byRow = proofs.stream().collect(Collectors.groupingBy(Proof::row));
        Map<Path, Reports> reports = new HashMap<>();
        for (Path module : tree.modules()) {
            reports.put(module, Reports.of(module));
        }
        List<String> unproved = new ArrayList<>();
        for (Row row : rows()) {
            List<Proof> of = byRow.getOrDefault(row.id(), List.of());
            boolean claimed = row.claim() == Row.Claim.SUPPORTED;
            if (claimed && of.isEmpty()) {
                unproved.add(row.id() + ": no test says that it proves it");
            } else if (claimed && of.stream().noneMatch(one -> holds(one, reports))) {
                unproved.add(row.id() + ": has not passed: " + of);
            }
        }
        assertEquals("", String.join("\n", unproved));
    }

    /** A test of this module that fails, fails the same build. */
    private static boolean holds(Proof proof, Map<Path, Reports> reports) {
        return System.getProperty("test") != null
                || proof.module().endsWith(HERE)
                || reports.get(proof.module()).passed(proof);
    }

    @Test
    void shouldHaveARowForWhateverATestSaysItProves() {
        Set<String> known = rows().stream().map(Row::id).collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>();
        for (Proof proof : proofs) {
            if (!known.contains(proof.row())) {
                unknown.add(proof.row() + " of " + proof.testClass());
            }
        }
        assertEquals("", String.join("\n", unknown));
    }

    @Test
    void shouldHaveTheTableThatRowsAndTestsMake() throws IOException {
        Path file = tree.root().resolve("docs/conformance.md");
        String made = new Table(sections, proofs).text();
        if (Boolean.getBoolean("conformance.update")) {
            Files.writeString(file, made);
        }
        assertEquals(Files.readString(file), made, "write it anew with -Dconformance.update=true");
    }

    private static List<Row> rows() {
        return sections.stream().flatMap(section -> section.rows().stream()).toList();
    }
}
