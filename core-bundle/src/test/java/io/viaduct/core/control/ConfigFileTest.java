package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ConfigFileTest {
    @TempDir Path folder;

    private ConfigFile read(String json) throws IOException, ConfigFile.Invalid {
        return ConfigFile.read(Files.writeString(folder.resolve("config.json"), json));
    }

    @Test
    void shouldListTheCallsOfAllPartsInOrder() throws Exception {
        ConfigFile file =
                read(
                        """
                        { // as SPDK, with comments
                          "subsystems": [
                            {"subsystem": "keyring", "config": []},
                            {"subsystem": "vmd", "config": null},
                            {"subsystem": "nbd"},
                            {"subsystem": "bdev", "config": [
                              {"method": "b1", "params": {"size": 1}},
                              {"method": "opts", "params": {}},
                              [{"method": "b2"}, {"method": "b3"}]]},
                            {"subsystem": "nvmf", "config": [{"method": "n1"}]}]}
                        """);
        assertEquals(5, file.size());
        assertEquals(
                List.of("b1{size=1}", "opts{}", "b2{}", "b3{}", "n1{}"),
                file.calls().stream().map(call -> call.method() + call.parameters()).toList());
        assertEquals(
                folder.resolve("config.json") + ": subsystem bdev, entry 3.2 (b3)",
                file.calls().get(3).where());
    }

    @Test
    void shouldSayWhatIsWrongWithTheFile() {
        assertWrong("{", "line");
        assertWrong("[]", "subsystems");
        assertWrong("{\"subsystems\": [{}]}", "name");
        assertWrong("{\"subsystems\": [{\"subsystem\": \"x\", \"config\": 3}]}", "x is no array");
        assertWrong(
                "{\"subsystems\": [{\"subsystem\": \"x\", \"config\": [{\"m\": 1}]}]}", "entry 1");
        String named = "{\"subsystem\": \"x\", \"config\": [{\"method\": \"m\", \"params\": [1]}]}";
        assertWrong("{\"subsystems\": [" + named + "]}", "by name");
    }

    private void assertWrong(String json, String words) {
        var failure = assertThrows(ConfigFile.Invalid.class, () -> read(json));
        assertTrue(failure.getMessage().contains(words), failure::getMessage);
    }

    @Test
    void shouldSayThatAFileCannotBeRead() {
        Path absent = folder.resolve("absent.json");
        var failure = assertThrows(ConfigFile.Invalid.class, () -> ConfigFile.read(absent));
        assertTrue(failure.getMessage().contains("cannot be read"), failure::getMessage);
    }
}
