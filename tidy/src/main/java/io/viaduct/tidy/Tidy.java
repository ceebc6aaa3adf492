package io.viaduct.tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checks of the whole source tree, layout apart. */
public final class Tidy {
    private Tidy() {}

    /** One line for each breach; empty where all is well. */
    public static List<String> findings(SourceTree tree) {
        List<Finding> findings = new ArrayList<>(SourceRules.findings(tree));
        for (Path module : tree.modules()) {
            requireReadme(tree, module, findings);
        }
        return Exemptions.read(tree.root().resolve("tidy/exempt.txt")).applyTo(findings);
    }

    private static void requireReadme(SourceTree tree, Path module, List<Finding> findings) {
        if (!Files.exists(module.resolve("README.md"))) {
            String file = tree.nameOf(module);
            findings.add(new Finding("readme", file, 0, "a module says in README.md what it is"));
        }
    }
}
