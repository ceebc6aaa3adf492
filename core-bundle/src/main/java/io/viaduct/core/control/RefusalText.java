package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;

import java.util.Map;

/** A refused call in one line for people. */
final class RefusalText {
    private RefusalText() {}

    /** What was refused and why; the field and its value where they are known. */
    static String of(RpcException refusal) {
        Object data = refusal.data();
        if (data == null) {
            return refusal.getMessage();
        }
        if (data instanceof Map<?, ?> detail && detail.get("reason") != null) {
            Object parameter = detail.get("parameter");
            Object value = detail.get("value");
            String field = parameter == null ? "" : parameter + (value == null ? "" : " " + value);
            return refusal.getMessage()
                    + (field.isEmpty() ? "" : ": " + field)
                    + ": "
                    + detail.get("reason");
        }
        return refusal.getMessage() + ": " + data;
    }
}
