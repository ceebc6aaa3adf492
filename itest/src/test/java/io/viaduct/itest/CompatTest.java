package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.core.control.SpdkCatalogue;
import io.viaduct.tidy.SourceTree;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What docs/compat.md says of SPDK's methods is what the code declares. */
class CompatTest {
    private static final DeclaredPlatform PLATFORM = new DeclaredPlatform();

    @Test
    void shouldSayInTheDocumentsWhatTheCodeDeclares() throws IOException {
        Path page = SourceTree.here().root().resolve("docs/compat.md");
        String text = new CompatPage(PLATFORM).text();
        if (Boolean.getBoolean("compat.update")) {
            Files.writeString(page, text);
        }
        assertEquals(text, Files.readString(page), "run with -Dcompat.update=true");
    }

    @Test
    void shouldLetAMethodBeCalledWhenSpdkDoes() {
        List<String> otherwise = new ArrayList<>();
        for (MethodInfo method : PLATFORM.methods().values()) {
            SpdkCatalogue.Method spdk = SpdkCatalogue.get().method(method.name());
            if (spdk != null && !spdk.states().equals(method.states())) {
                otherwise.add(method.name() + ": " + method.states() + ", not " + spdk.states());
            }
        }
        assertEquals(List.of(), otherwise);
    }

    @Test
    void shouldRequireNoParameterThatSpdkDoesNot() {
        List<String> otherwise = new ArrayList<>();
        for (MethodInfo method : PLATFORM.methods().values()) {
            SpdkCatalogue.Method spdk = SpdkCatalogue.get().method(method.name());
            for (MethodInfo.Parameter parameter : method.parameters()) {
                boolean optional =
                        spdk != null
                                && spdk.parameters().stream()
                                        .filter(one -> one.name().equals(parameter.name()))
                                        .noneMatch(one -> one.required());
                if (optional && parameter.required()) {
                    otherwise.add(method.name() + " " + parameter.name());
                }
            }
        }
        assertEquals(List.of(), otherwise);
    }

    @Test
    void shouldKnowTheMethodsOfEveryBundle() {
        List<String> one =
                List.of(
                        "rpc_get_methods",
                        "log_set_level",
                        "bdev_malloc_create",
                        "nvmf_get_subsystems",
                        "viaduct_plugin_list");
        assertTrue(PLATFORM.methods().keySet().containsAll(one), PLATFORM.methods()::toString);
    }
}
