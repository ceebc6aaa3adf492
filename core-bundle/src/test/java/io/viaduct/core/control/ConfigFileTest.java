package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

class ConfigFileTest {
    @TempDir Path folder;

    private final Recorder control = new Recorder();

    /** Notes calls; knows one method of the startup phase and one that fails. */
    private static final class Recorder implements ControlPlane {
        private final List<String> calls = new ArrayList<>();

        @Override
        public CompletionStage<Object> submit(String method, Object parameters) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object call(String method, Object parameters) throws RpcException {
            if (method.equals("fail")) {
                throw new RpcException(-17, "File exists");
            }
            calls.add(method + (parameters == null ? "" : parameters));
            return true;
        }

        @Override
        public Collection<MethodInfo> methods() {
            return List.of(
                    new MethodInfo("opts", List.of(), "", Set.of(RpcState.STARTUP), List.of()));
        }

        @Override
        public RpcState state() {
            return RpcState.STARTUP;
        }
    }

    private ConfigFile read(String json) throws IOException, ConfigFile.Invalid {
        return ConfigFile.read(Files.writeString(folder.resolve("config.json"), json));
    }

    @Test
    void shouldCallStartupMethodsFirstAndTheRestInOrder() throws Exception {
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
        file.applyStartup(control);
        assertEquals(List.of("opts{}"), control.calls);
        file.applyRuntime(control);
        assertEquals(List.of("opts{}", "b1{size=1}", "b2", "b3", "n1"), control.calls);
    }

    @Test
    void shouldNameFileSubsystemEntryAndReason() throws Exception {
        ConfigFile file =
                read(
                        """
                        {"subsystems": [{"subsystem": "bdev", "config": [
                          {"method": "b1"}, {"method": "fail"}, {"method": "b3"}]}]}
                        """);
        var failure = assertThrows(ConfigFile.Invalid.class, () -> file.applyRuntime(control));
        assertEquals(
                folder.resolve("config.json") + ": subsystem bdev, entry 2 (fail): File exists",
                failure.getMessage());
        assertEquals(List.of("b1"), control.calls);
    }

    @Test
    void shouldSayWhatIsWrongWithTheFile() {
        assertWrong("{", "line");
        assertWrong("[]", "subsystems");
        assertWrong("{\"subsystems\": [{}]}", "name");
        assertWrong("{\"subsystems\": [{\"subsystem\": \"x\", \"config\": 3}]}", "x is no array");
        assertWrong(
                "{\"subsystems\": [{\"subsystem\": \"x\", \"config\": [{\"m\": 1}]}]}", "entry 1");
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
