package io.viaduct.core.bdev;

import io.viaduct.api.rpc.RpcException;

import java.util.Map;

/** Numbers that SPDK decodes without a sign. */
final class Unsigned {
    private Unsigned() {}

    /**
     * The value of a parameter.
     *
     * @throws RpcException in SPDK's words, when it is negative
     */
    static long checked(String parameter, long value) throws RpcException {
        if (value < 0) {
            throw new RpcException(
                    RpcException.INTERNAL_ERROR,
                    "spdk_json_decode_object failed",
                    Map.of("parameter", parameter, "value", value, "reason", "negative"));
        }
        return value;
    }
}
