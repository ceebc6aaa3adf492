package io.viaduct.core.plugin;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.LinkedHashMap;
import java.util.Map;

/** Why a plug-in cannot be taken, in one line. */
public final class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RpcException answer;

    private PluginException(RpcException answer, String reason) {
        super(reason);
        this.answer = answer;
    }

    /** A parameter's value cannot be taken. */
    static PluginException invalid(String parameter, Object value, String reason) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("parameter", parameter);
        data.put("value", String.valueOf(value));
        data.put("reason", reason);
        return new PluginException(
                new RpcException(RpcException.INVALID_PARAMS, "Invalid parameters", data), reason);
    }

    /** The state of things forbids it. */
    static PluginException refused(Errno errno, String reason) {
        return new PluginException(errno.refusal(reason), reason);
    }

    /** It was tried and did not work out. */
    static PluginException failed(String what, String reason) {
        return new PluginException(
                new RpcException(RpcException.INTERNAL_ERROR, what, Map.of("reason", reason)),
                what + ": " + reason);
    }

    /** The answer to whoever asked for it. */
    RpcException answer() {
        return answer;
    }
}
