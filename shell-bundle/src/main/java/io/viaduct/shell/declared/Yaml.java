package io.viaduct.shell.declared;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Trees of JDK types as YAML 1.2, of which JSON is a part. */
final class Yaml {
    private Yaml() {}

    /** One document; refused by line and column. */
    static Object read(String text) throws DeclarationException {
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            String place =
                    e.getProblemMark()
                            .map(
                                    mark ->
                                            "line %d, column %d: "
                                                    .formatted(
                                                            mark.getLine() + 1,
                                                            mark.getColumn() + 1))
                            .orElse("");
            throw new DeclarationException(place + e.getProblem());
        } catch (YamlEngineException e) {
            throw new DeclarationException(e.getMessage());
        }
    }

    static String write(Object tree) {
        DumpSettings settings =
                DumpSettings.builder()
                        // Other readers take 0002 for a number: texts like it are quoted.
                        .setSchema(new CoreSchema())
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setIndicatorIndent(2)
                        .setIndent(4)
                        .build();
        return new Dump(settings).dumpToString(tree);
    }
}
