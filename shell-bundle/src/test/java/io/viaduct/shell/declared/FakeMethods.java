package io.viaduct.shell.declared;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.MethodInfo.Parameter;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A target that keeps what was called, as its configuration, and fails where a test wants it. */
final class FakeMethods implements Methods {
    private static final List<MethodInfo> METHODS =
            new ArrayList<>(
                    List.of(
                            method(
                                    "bdev_malloc_create",
                                    "name",
                                    "num_blocks!",
                                    "block_size!",
                                    "uuid"),
                            method("bdev_null_create", "name!", "num_blocks!", "block_size!"),
                            method("nvmf_create_transport", "trtype!", "max_queue_depth"),
                            method(
                                    "nvmf_create_subsystem",
                                    "nqn!",
                                    "allow_any_host",
                                    "$serial_number",
                                    "$model_number",
                                    "min_cntlid",
                                    "max_cntlid"),
                            nested(
                                    "nvmf_subsystem_add_ns",
                                    "namespace",
                                    "nsid",
                                    "bdev_name!",
                                    "nguid",
                                    "uuid"),
                            nested(
                                    "nvmf_subsystem_add_listener",
                                    "listen_address",
                                    "trtype!",
                                    "adrfam",
                                    "traddr!",
                                    "$trsvcid"),
                            method("nvmf_subsystem_add_host", "nqn!", "host!"),
                            nested(
                                    "nvmf_discovery_add_referral",
                                    "address",
                                    "trtype!",
                                    "traddr!",
                                    "$trsvcid")));

    final List<Call> configuration = new ArrayList<>();
    final List<String> called = new ArrayList<>();
    final List<MethodInfo> methods = new ArrayList<>(METHODS);
    String failing;

    static MethodInfo method(String name, String... parameters) {
        return new MethodInfo(name, List.of(), "", Set.of(RpcState.RUNTIME), all(parameters));
    }

    private static MethodInfo nested(String name, String object, String... parameters) {
        List<Parameter> all = new ArrayList<>(all("nqn"));
        all.add(
                new Parameter(
                        object, "object", true, "", "", all(parameters), RpcSupport.HONOURED));
        return new MethodInfo(name, List.of(), "", Set.of(RpcState.RUNTIME), all);
    }

    private static List<Parameter> all(String... names) {
        return Arrays.stream(names)
                .map(
                        name ->
                                new Parameter(
                                        name.replaceAll("[!$]", ""),
                                        name.startsWith("$") ? "string" : "number",
                                        name.endsWith("!"),
                                        ""))
                .toList();
    }

    @Override
    public Object call(String method, Map<String, Object> parameters) throws DeclarationException {
        if (method.equals("framework_get_config")) {
            String part = parameters.get("name") + "_";
            return configuration.stream()
                    .filter(call -> call.method().startsWith(part))
                    .map(call -> Map.of("method", call.method(), "params", call.parameters()))
                    .toList();
        }
        if (method.contains("_get_")) {
            return List.of();
        }
        if (method.equals(failing)) {
            throw new DeclarationException("no luck");
        }
        called.add(method + " " + parameters);
        if (method.contains("_create") || method.contains("_add_") || method.contains("_allow_")) {
            configuration.add(new Call(method, new LinkedHashMap<>(parameters)));
        } else {
            configuration.removeIf(call -> isUndone(call, method, parameters));
        }
        return true;
    }

    private static boolean isUndone(Call call, String method, Map<String, Object> parameters) {
        Map<String, Object> made = call.parameters();
        return switch (method) {
            case "nvmf_delete_subsystem" -> parameters.get("nqn").equals(made.get("nqn"));
            case "nvmf_subsystem_remove_ns" ->
                    Trees.object(made.get("namespace")).get("nsid") == parameters.get("nsid");
            case "nvmf_subsystem_remove_host" -> parameters.get("host").equals(made.get("host"));
            case "nvmf_subsystem_remove_listener" -> made.containsKey("listen_address");
            default -> parameters.get("name").equals(made.get("name"));
        };
    }

    @Override
    public Collection<MethodInfo> methods() {
        return methods;
    }
}
