package io.viaduct.core.plugin;

import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Management of plug-ins. None of it is a part of the configuration. */
public final class PluginMethods implements RpcMethods {
    private final Plugins plugins;

    /** The methods over one platform's plug-ins. */
    public PluginMethods(Plugins plugins) {
        this.plugins = plugins;
    }

    /** A jar. */
    public static class Jar {
        /** Honoured. */
        @RpcParam(value = "Absolute path of a bundle's jar on this machine", required = true)
        public String path;
    }

    /** A plug-in. */
    public static class Name {
        /** Honoured. */
        @RpcParam(value = "Symbolic name of the bundle", required = true)
        public String name;
    }

    /** Installs and starts a plug-in; answers with the copy that runs then. */
    @RpcMethod(
            value = "viaduct_plugin_install",
            description = "Copies a bundle to plugins/ and starts it.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public CompletionStage<PluginInfo> install(Jar p) {
        return plugins.install(Path.of(p.path));
    }

    /** Replaces a plug-in under live I/O; answers when the new copy is healthy. */
    @RpcMethod(
            value = "viaduct_plugin_update",
            description = "Puts another version of a bundle in its place while both are active.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public CompletionStage<PluginInfo> update(Jar p) {
        return plugins.update(Path.of(p.path));
    }

    /** Goes back to what ran before; answers with the copy that runs then. */
    @RpcMethod(
            value = "viaduct_plugin_rollback",
            description = "Puts the version before in the place of the one in plugins/.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public CompletionStage<PluginInfo> rollback(Name p) {
        return plugins.rollback(p.name);
    }

    /** Takes a plug-in out of plugins/; answers with the copy that runs then, or did. */
    @RpcMethod(
            value = "viaduct_plugin_uninstall",
            description = "Takes a bundle and its earlier version out of plugins/.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public CompletionStage<PluginInfo> uninstall(Name p) {
        return plugins.uninstall(p.name);
    }

    /** Lists all copies of all plug-ins. */
    @RpcMethod(
            value = "viaduct_plugin_list",
            description = "Lists the copies of all plug-ins and which of them run.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public CompletionStage<List<PluginInfo>> list() {
        return plugins.list();
    }
}
