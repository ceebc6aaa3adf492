package io.viaduct.shell;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.Map;

/** What to look at when a call was refused, in a few words behind the reason. */
final class NextStep {
    private static final String NO_SUBSYSTEM = "Subsystem with NQN ";

    private NextStep() {}

    /** Begins with a semicolon, or is empty where nothing helps. */
    static String after(String method, RpcException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.startsWith(NO_SUBSYSTEM)) {
            return "; there are: nvmf:list";
        }
        if (refusal.code() == -Errno.ENODEV.number() && method.startsWith("bdev_")) {
            return "; there are: bdev:list";
        }
        if (refusal.code() == RpcException.INVALID_STATE) {
            return "";
        }
        return isAboutParameters(refusal) ? "; help: viaduct:methods " + method : "";
    }

    /** A parameter that is not, is missing, or is of another type; not one that does not fit. */
    private static boolean isAboutParameters(RpcException refusal) {
        if (!(refusal.data() instanceof Map<?, ?> detail)
                || !(detail.get("reason") instanceof String reason)) {
            return false;
        }
        return reason.contains("no such parameter")
                || reason.contains("required parameter")
                || reason.contains("value is of type")
                || reason.contains("malformed or out of range");
    }
}
