package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A parameter that a method cannot take: which, what was given, and why not. */
final class BadParameter extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * The families of SPDK whose decoder failures are internal errors; all others, and methods that
     * are ours or a third party's, answer as the JSON-RPC specification says.
     */
    private static final List<String> INTERNAL =
            List.of("bdev_", "log_", "accel_", "sock_", "thread_");

    /** A code and its message. */
    private record Words(int code, String message) {}

    private static final String DECODE_FAILED = "spdk_json_decode_object failed";
    private static final Words UNDECODED = new Words(RpcException.INTERNAL_ERROR, DECODE_FAILED);
    private static final Words INVALID =
            new Words(RpcException.INVALID_PARAMS, "Invalid parameters");

    /** Methods, and families, that answer otherwise, by what their names begin with. */
    private static final Map<String, Words> OWN =
            Map.of(
                    "keyring_",
                    new Words(RpcException.INVALID_PARAMS, "Invalid argument"),
                    "log_enable_timestamps",
                    new Words(RpcException.INVALID_PARAMS, DECODE_FAILED),
                    "bdev_set_options",
                    INVALID,
                    "sock_impl_get_options",
                    INVALID,
                    "iobuf_set_options",
                    new Words(RpcException.INVALID_PARAMS, DECODE_FAILED),
                    "framework_get_config",
                    new Words(RpcException.INVALID_PARAMS, "Invalid arguments"));

    private final String parameter;
    private final transient Object value;

    BadParameter(String parameter, Object value, String reason) {
        super(reason);
        this.parameter = parameter;
        this.value = value;
    }

    /** The answer in the words of the method's family, with the detail as data. */
    RpcException answer(String method) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("parameter", parameter);
        if (value != null) {
            data.put("value", value);
        }
        data.put("reason", getMessage());
        Words words = words(method);
        return new RpcException(words.code, words.message, data);
    }

    private static Words words(String method) {
        return OWN.entrySet().stream()
                .filter(own -> method.startsWith(own.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(INTERNAL.stream().anyMatch(method::startsWith) ? UNDECODED : INVALID);
    }
}
