package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcState;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SPDK's methods and their parameters: what a client of SPDK's may send. What of it is there, the
 * methods themselves say. Immutable.
 */
public final class SpdkCatalogue {
    private static final String LIST = "spdk-methods.list";
    private static final SpdkCatalogue ALL = new SpdkCatalogue();

    /**
     * A method of SPDK's.
     *
     * @param name its name
     * @param group the family that it belongs to, such as "nvmf"
     * @param priority "must", "should" or "could": how much clients need it
     * @param states when SPDK lets it be called
     * @param parameters in SPDK's order; members of an object follow it, with a dotted name
     */
    public record Method(
            String name,
            String group,
            String priority,
            Set<RpcState> states,
            List<SpdkParameter> parameters) {
        /** Whether it has a parameter of that name. */
        public boolean has(String parameter) {
            return parameters.stream().anyMatch(one -> one.name().equals(parameter));
        }

        /** Whether it has a parameter of that name which may have that value. */
        public boolean takes(String parameter, Object value) {
            return parameters.stream()
                    .anyMatch(one -> one.name().equals(parameter) && one.takes(value));
        }
    }

    private final Map<String, Method> methods = new LinkedHashMap<>();

    private SpdkCatalogue() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                SpdkCatalogue.class.getResourceAsStream(LIST),
                                StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        String[] words = line.split(" ");
        List<SpdkParameter> parameters = new ArrayList<>();
        for (int i = 4; i < words.length; i++) {
            parameters.add(SpdkParameter.of(words[i]));
        }
        Set<RpcState> states =
                switch (words[2]) {
                    case "startup" -> Set.of(RpcState.STARTUP);
                    case "runtime" -> Set.of(RpcState.RUNTIME);
                    case "both" -> Set.of(RpcState.STARTUP, RpcState.RUNTIME);
                    default -> throw new IllegalStateException(line);
                };
        methods.put(
                words[3],
                new Method(words[3], words[0], words[1], states, List.copyOf(parameters)));
    }

    /** The one catalogue. */
    public static SpdkCatalogue get() {
        return ALL;
    }

    /** The method of that name, or null. */
    public Method method(String name) {
        return methods.get(name);
    }

    /** All methods, group by group. */
    public Collection<Method> methods() {
        return methods.values();
    }
}
