package io.viaduct.transport.tcp;

import io.viaduct.api.rpc.RpcException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Options of NVMe/TCP alone, as SPDK names them.
 *
 * @param c2hSuccess whether the last data PDU may stand for the response
 * @param sockPriority SO_PRIORITY of connections, 0 to 6 without privileges
 */
record TcpOptions(boolean c2hSuccess, int sockPriority) {
    /** Their names. */
    static final Set<String> NAMES = Set.of("c2h_success", "sock_priority");

    /** Reads the options; refuses what it does not know, by name. */
    static TcpOptions of(Map<String, Object> given) throws RpcException {
        Map<String, Object> rest = new LinkedHashMap<>(given);
        boolean success = flag(rest, "c2h_success", true);
        int priority = number(rest, "sock_priority", 0, 0, Integer.MAX_VALUE);
        for (Map.Entry<String, Object> unknown : rest.entrySet()) {
            throw refuse(unknown.getKey(), unknown.getValue(), "is no option of TCP");
        }
        return new TcpOptions(success, priority);
    }

    /** The values in force under their names. */
    Map<String, Object> toMap() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("c2h_success", c2hSuccess);
        values.put("sock_priority", sockPriority);
        return values;
    }

    private static boolean flag(Map<String, Object> from, String name, boolean preset)
            throws RpcException {
        Object value = from.remove(name);
        if (value == null) {
            return preset;
        }
        if (value instanceof Boolean on) {
            return on;
        }
        throw refuse(name, value, "is no boolean");
    }

    private static int number(Map<String, Object> from, String name, int preset, int min, int max)
            throws RpcException {
        Object value = from.remove(name);
        if (value == null) {
            return preset;
        }
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= min
                && ((Number) value).longValue() <= max) {
            return ((Number) value).intValue();
        }
        throw refuse(name, value, "is no number from " + min + " to " + max);
    }

    private static RpcException refuse(String name, Object value, String why) {
        return new RpcException(
                RpcException.INVALID_PARAMS, "Invalid parameters", name + " " + value + " " + why);
    }
}
