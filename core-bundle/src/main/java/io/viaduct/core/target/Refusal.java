package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the methods of the target refuse: SPDK's codes and texts, the detail as data. */
final class Refusal {
    private Refusal() {}

    /** A value that cannot be taken; the message is SPDK's. */
    static RpcException invalid(String parameter, Object value, String reason) {
        return invalid("Invalid parameters", parameter, value, reason);
    }

    /** A value that cannot be taken, where clients match another message. */
    static RpcException invalid(String message, String parameter, Object value, String reason) {
        return new RpcException(
                RpcException.INVALID_PARAMS, message, detail(parameter, value, reason));
    }

    /** A feature that is not there, asked for by name. */
    static RpcException lacking(String parameter, Object value) {
        return invalid(parameter, value, "not supported; only its default is accepted");
    }

    /** Refuses a feature that is not there when it is asked for. */
    static void lack(boolean asked, String parameter, Object value) throws RpcException {
        if (asked) {
            throw lacking(parameter, value);
        }
    }

    /** Something that failed in the words of SPDK. */
    static RpcException failed(String message, String reason) {
        return new RpcException(RpcException.INTERNAL_ERROR, message, detail(null, null, reason));
    }

    private static Map<String, Object> detail(String parameter, Object value, String reason) {
        Map<String, Object> data = new LinkedHashMap<>();
        if (parameter != null) {
            data.put("parameter", parameter);
        }
        if (value != null) {
            data.put(
                    "value",
                    value instanceof Number || value instanceof Boolean ? value : value.toString());
        }
        data.put("reason", reason);
        return data;
    }
}
