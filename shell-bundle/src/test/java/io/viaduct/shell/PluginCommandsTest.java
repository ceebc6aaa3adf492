package io.viaduct.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.rpc.RpcException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code plugin:*} through the real gogo. */
class PluginCommandsTest {
    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void shouldListCopiesWithinAHundredColumns() throws Exception {
        gogo.control.answer(
                "viaduct_plugin_list",
                """
                [{"name":"io.viaduct.bdev.malloc","version":"0.2.0","source":"plugins",
                  "state":"active","bundle":23,"jar":"/x/plugins/m.jar","sha256":"ab"},
                 {"name":"io.viaduct.bdev.malloc","version":"0.1.0.SNAPSHOT",
                  "source":"distribution","state":"shadowed","bundle":16,
                  "reason":"by io.viaduct.bdev.malloc 0.2.0 of plugins"},
                 {"source":"deploy","state":"failed","jar":"/x/deploy/a.jar","reason":"no jar"}]\
                """);
        assertEquals(
                """
                NAME                    VERSION         SOURCE        STATE     BUNDLE  REASON
                io.viaduct.bdev.malloc  0.2.0           plugins       active        23
                io.viaduct.bdev.malloc  0.1.0.SNAPSHOT  distribution  shadowed      16  by io.viaduct.bdev.malloc...
                /x/deploy/a.jar                         deploy        failed            no jar
                """,
                gogo.run("plugin:list"));
    }

    @Test
    void shouldCallWhatRpcClientsCall() throws Exception {
        String copy = "{\"name\":\"a.b\",\"version\":\"2\",\"source\":\"plugins\",\"state\":";
        for (String command : List.of("install", "update", "rollback")) {
            gogo.control.answer("viaduct_plugin_" + command, copy + "\"active\"}");
            assertEquals("a.b 2 of plugins runs.\n", gogo.run("plugin:" + command + " /x"));
        }
        gogo.control.answer("viaduct_plugin_uninstall", copy + "\"uninstalled\"}");
        assertEquals("a.b 2 of plugins has gone.\n", gogo.run("plugin:uninstall /x"));
        assertEquals(
                List.of(
                        "viaduct_plugin_install {\"path\":\"/x\"}",
                        "viaduct_plugin_update {\"path\":\"/x\"}",
                        "viaduct_plugin_rollback {\"name\":\"/x\"}",
                        "viaduct_plugin_uninstall {\"name\":\"/x\"}"),
                gogo.control.calls);
    }

    @Test
    void shouldStartAndStopBundlesByName() throws Exception {
        List<String> asked = new ArrayList<>();
        Bundle bundle =
                (Bundle)
                        Proxy.newProxyInstance(
                                Bundle.class.getClassLoader(),
                                new Class<?>[] {Bundle.class},
                                (proxy, method, arguments) -> {
                                    asked.add(method.getName());
                                    return method.getName().equals("getSymbolicName")
                                            ? "a.b"
                                            : null;
                                });
        gogo.bundles.put("a.b", bundle);
        assertEquals("a.b is stopped.\n", gogo.run("plugin:stop a.b"));
        assertEquals("a.b runs.\n", gogo.run("plugin:start a.b"));
        assertEquals(List.of("stop", "getSymbolicName", "start", "getSymbolicName"), asked);
        assertEquals(
                "there is no bundle c; there are: plugin:list",
                assertThrows(CommandException.class, () -> gogo.run("plugin:start c"))
                        .getMessage());
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() {
        gogo.control.refusals.put(
                "viaduct_plugin_install",
                new RpcException(
                        RpcException.INVALID_PARAMS,
                        "Invalid parameters",
                        Map.of("parameter", "path", "value", "/x", "reason", "it is no jar")));
        assertEquals(
                "Invalid parameters: path /x: it is no jar",
                assertThrows(CommandException.class, () -> gogo.run("plugin:install /x"))
                        .getMessage());
    }
}
