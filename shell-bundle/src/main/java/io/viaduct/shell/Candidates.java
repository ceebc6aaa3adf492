package io.viaduct.shell;

import io.viaduct.api.rpc.MethodInfo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a word may be that stands for something: the names that there are now. */
final class Candidates {
    private final Calls calls;

    Candidates(Calls calls) {
        this.calls = calls;
    }

    /**
     * The words that may stand in a place.
     *
     * @param scope of the command
     * @param place as its usage names it
     * @param before the words in front of it, behind the command's name
     */
    List<String> of(String scope, String place, List<String> before)
            throws CommandException, InterruptedException {
        return switch (place) {
            case "NQN" -> names("nvmf_get_subsystems", null, "nqn");
            case "BDEV" -> names("bdev_get_bdevs", null, "name");
            case "NAME" -> named(scope);
            case "HOSTNQN" -> hosts(before.getFirst());
            case "NSID" -> namespaces(before.getFirst());
            case "TARGET" ->
                    Trees.list(calls.call("nvmf_get_targets", null)).stream()
                            .map(String::valueOf)
                            .toList();
            case "TRTYPE" -> names("nvmf_get_transports", null, "trtype");
            case "KIND" -> scope.equals("bdev") ? new BdevKinds(calls).names() : List.of();
            case "METHOD", "PATTERN" -> calls.methods().stream().map(MethodInfo::name).toList();
            default -> place.contains("|") ? List.of(place.split("\\|")) : List.of();
        };
    }

    private List<String> named(String scope) throws CommandException, InterruptedException {
        return switch (scope) {
            case "bdev" -> names("bdev_get_bdevs", null, "name");
            case "plugin" -> names("viaduct_plugin_list", null, "name");
            default -> List.of();
        };
    }

    private List<String> hosts(String nqn) throws CommandException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("any"));
        for (Map<String, Object> subsystem : subsystem(nqn)) {
            Trees.objects(subsystem.get("hosts")).forEach(host -> all.add(Trees.text(host, "nqn")));
        }
        all.addAll(names("nvmf_subsystem_get_controllers", Calls.of("nqn", nqn), "hostnqn"));
        return all;
    }

    private List<String> namespaces(String nqn) throws CommandException, InterruptedException {
        return subsystem(nqn).stream()
                .flatMap(subsystem -> Trees.objects(subsystem.get("namespaces")).stream())
                .map(namespace -> Trees.text(namespace, "nsid"))
                .toList();
    }

    private List<Map<String, Object>> subsystem(String nqn)
            throws CommandException, InterruptedException {
        return calls.list("nvmf_get_subsystems", Calls.of("nqn", nqn));
    }

    private List<String> names(String method, Map<String, Object> parameters, String member)
            throws CommandException, InterruptedException {
        return calls.list(method, parameters).stream()
                .map(one -> Trees.text(one, member))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The parameters of a method as {@code NAME=}; none where there is no such method. */
    List<String> parameters(String method) {
        return calls.find(method).stream().flatMap(found -> paths("", found.parameters())).toList();
    }

    private static Stream<String> paths(String path, Collection<MethodInfo.Parameter> parameters) {
        return parameters.stream()
                .flatMap(
                        one ->
                                one.members().isEmpty()
                                        ? Stream.of(path + one.name() + "=")
                                        : paths(path + one.name() + ".", one.members()));
    }
}
