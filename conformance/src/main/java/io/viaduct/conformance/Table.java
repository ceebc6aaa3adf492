package io.viaduct.conformance;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table that people read. */
public final class Table {
    private static final String HEAD =
            """
            # Conformance

            What Viaduct does of NVMe, NVMe over Fabrics and NVMe/TCP, and the tests that prove it. Made from `conformance/rows` and the tests'
            `@Proves`; the build fails when it is not up to date. A row's identifier is the section's key and its name.
            """;

    private final List<Section> sections;
    private final List<Proof> proofs;

    /** A table of these rows, with what proves them. */
    public Table(List<Section> sections, List<Proof> proofs) {
        this.sections = sections;
        this.proofs = proofs;
    }

    /** As Markdown. */
    public String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Section section : sections) {
            long supported =
                    section.rows().stream()
                            .filter(row -> row.claim() == Row.Claim.SUPPORTED)
                            .count();
            text.append("\n## ").append(section.key()).append(": ").append(section.title());
            text.append("\n\n").append(supported).append(" of ").append(section.rows().size());
            text.append(" supported.\n\n| row | | what is true | proved by |\n|---|---|---|---|\n");
            section.rows().forEach(row -> append(text, section, row));
        }
        return text.toString();
    }

    private void append(StringBuilder text, Section section, Row row) {
        String name = row.id().substring(section.key().length() + 1);
        String claim = row.claim() == Row.Claim.SUPPORTED ? "yes" : "later";
        text.append("| ").append(name).append(" | ").append(claim).append(" | ");
        text.append(row.text()).append(" | ").append(proofsOf(row)).append(" |\n");
    }

    private String proofsOf(Row row) {
        return proofs.stream()
                .filter(proof -> proof.row().equals(row.id()))
                .map(Proof::name)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
    }
}
