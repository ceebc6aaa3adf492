package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.function.UnaryOperator;

/** log_enable_timestamps: whether the lines of the log begin with the time. */
public final class LogTimestampMethods implements RpcMethods {
    private final UnaryOperator<Boolean> timestamps;

    /**
     * The method over one log.
     *
     * @param timestamps sets whether lines begin with the time, and tells it
     */
    public LogTimestampMethods(UnaryOperator<Boolean> timestamps) {
        this.timestamps = timestamps;
    }

    /** Parameters of log_enable_timestamps. */
    public static class Enable {
        /** Honoured. */
        @RpcParam(value = "Whether lines begin with the time", required = true)
        public boolean enabled;
    }

    /** Sets it, from the next line on. */
    @RpcMethod(
            value = "log_enable_timestamps",
            description = "Sets whether the lines of the log begin with the time.",
            mutates = false)
    public boolean enable(Enable p) {
        return timestamps.apply(p.enabled) == p.enabled;
    }
}
