package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcRelaxed;
import io.viaduct.api.rpc.RpcState;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Option methods of SPDK's modules that are not here. What they set is checked by name and type,
 * kept in the desired state, and given to the module when it comes.
 */
public final class StoredOptions implements RpcMethods {
    private static final String LIST = "stored-options.list";

    /** A parameter of the list. */
    private record Parameter(String name, String type, boolean required) {
        boolean takes(Object value) {
            return switch (type) {
                case "any" -> true;
                case "object" -> value instanceof Map;
                default -> value != null && ParameterShape.kind(value.getClass()).equals(type);
            };
        }
    }

    private final Map<String, Map<String, Parameter>> methods = new HashMap<>();

    /** With the methods of the list. */
    public StoredOptions() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                StoredOptions.class.getResourceAsStream(LIST),
                                StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        List<String> words = Arrays.asList(line.split(" "));
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            boolean required = word.endsWith("!");
            String plain = required ? word.substring(0, word.length() - 1) : word;
            int colon = plain.indexOf(':');
            String name = plain.substring(0, colon);
            parameters.put(name, new Parameter(name, plain.substring(colon + 1), required));
        }
        methods.put(words.getFirst(), parameters);
    }

    /** Any parameters; the list says which. */
    public static class Options {
        /** All of them. */
        @RpcRelaxed public Map<String, Object> values = Map.of();
    }

    private void store(String method, Options options) throws RpcException {
        try {
            check(methods.get(method), options.values);
        } catch (BadParameter e) {
            throw e.answer(method);
        }
    }

    private static void check(Map<String, Parameter> known, Map<String, Object> given)
            throws BadParameter {
        for (Map.Entry<String, Object> one : given.entrySet()) {
            Parameter parameter = known.get(one.getKey());
            if (parameter == null) {
                throw new BadParameter(one.getKey(), one.getValue(), "there is no such parameter");
            }
            if (!parameter.takes(one.getValue())) {
                String reason = "the value is not of type " + parameter.type;
                throw new BadParameter(one.getKey(), one.getValue(), reason);
            }
        }
        for (Parameter parameter : known.values()) {
            if (parameter.required && given.get(parameter.name) == null) {
                throw new BadParameter(parameter.name, null, "a required parameter is missing");
            }
        }
    }

    /** Stored: reactors are scheduled by the kernel. */
    @RpcMethod(
            value = "framework_set_scheduler",
            description = "Stores the choice of a scheduler.",
            states = {RpcState.STARTUP, RpcState.RUNTIME})
    public void scheduler(Options p) throws RpcException {
        store("framework_set_scheduler", p);
    }

    /** Stored. */
    @RpcMethod(
            value = "scheduler_set_options",
            description = "Stores options of the scheduler.",
            states = RpcState.STARTUP)
    public void schedulerOptions(Options p) throws RpcException {
        store("scheduler_set_options", p);
    }

    /** Stored: sockets are the engine's. */
    @RpcMethod(
            value = "sock_set_default_impl",
            description = "Stores the choice of a socket implementation.",
            states = RpcState.STARTUP)
    public void sockets(Options p) throws RpcException {
        store("sock_set_default_impl", p);
    }

    /** Stored. */
    @RpcMethod(
            value = "sock_impl_set_options",
            description = "Stores options of a socket implementation.",
            states = RpcState.STARTUP)
    public void socketOptions(Options p) throws RpcException {
        store("sock_impl_set_options", p);
    }

    /** Stored. */
    @RpcMethod(
            value = "keyring_linux_set_options",
            description = "Stores options of the kernel's keyring.",
            states = RpcState.STARTUP)
    public void keyring(Options p) throws RpcException {
        store("keyring_linux_set_options", p);
    }

    /** Stored. */
    @RpcMethod(
            value = "accel_set_options",
            description = "Stores options of accelerators.",
            states = RpcState.STARTUP)
    public void accelerators(Options p) throws RpcException {
        store("accel_set_options", p);
    }

    /** Stored until the module comes. */
    @RpcMethod(
            value = "bdev_raid_set_options",
            description = "Stores options of the raid module.",
            states = {RpcState.STARTUP, RpcState.RUNTIME})
    public void raid(Options p) throws RpcException {
        store("bdev_raid_set_options", p);
    }

    /** Stored until the module comes. */
    @RpcMethod(
            value = "bdev_nvme_set_options",
            description = "Stores options of the nvme module.",
            states = {RpcState.STARTUP, RpcState.RUNTIME})
    public void nvme(Options p) throws RpcException {
        store("bdev_nvme_set_options", p);
    }

    /** Stored until the module comes. */
    @RpcMethod(
            value = "bdev_nvme_set_hotplug",
            description = "Stores whether the nvme module looks for devices.")
    public void hotplug(Options p) throws RpcException {
        store("bdev_nvme_set_hotplug", p);
    }

    /** Stored until the module comes. */
    @RpcMethod(
            value = "bdev_iscsi_set_options",
            description = "Stores options of the iscsi module.",
            states = {RpcState.STARTUP, RpcState.RUNTIME})
    public void iscsi(Options p) throws RpcException {
        store("bdev_iscsi_set_options", p);
    }
}
