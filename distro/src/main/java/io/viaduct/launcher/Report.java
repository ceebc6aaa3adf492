package io.viaduct.launcher;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What the core says once it has booted.
 *
 * @param running whether it serves; if not, the process ends
 * @param message why not; or what it runs on, for instance its engine and reactors
 * @param rpc the RPC socket in use, or empty
 * @param connect commands that connect a host, one for each listener worth showing
 */
record Report(boolean running, String message, String rpc, List<String> connect) {
    /** Service property of the launcher's {@link java.util.function.Consumer} of reports. */
    static final String LAUNCHER = "viaduct.launcher";

    /** Reads the map that crosses from the bundle: only JDK types do. */
    static Report of(Map<?, ?> map) {
        Object connect = map.get("connect");
        List<String> lines =
                switch (connect) {
                    case null -> List.of();
                    case Collection<?> many -> many.stream().map(String::valueOf).toList();
                    default -> connect.toString().lines().toList();
                };
        return new Report(
                "running".equals(map.get("state")), text(map, "message"), text(map, "rpc"), lines);
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }
}
