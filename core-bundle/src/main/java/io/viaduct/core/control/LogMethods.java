package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;

import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The level of the log. SPDK has one for its log and one for its console; here both are one stream,
 * so that either method sets and shows the same.
 */
public final class LogMethods implements RpcMethods {
    /** SPDK's levels, of which NOTICE is the usual one, and ours. */
    private enum SpdkLevel {
        ERROR(Level.ERROR),
        WARNING(Level.WARNING),
        NOTICE(Level.INFO),
        INFO(Level.DEBUG),
        DEBUG(Level.TRACE);

        private final Level ours;

        SpdkLevel(Level ours) {
            this.ours = ours;
        }
    }

    private final UnaryOperator<String> threshold;

    /**
     * The methods over one log.
     *
     * @param threshold sets the lowest level that is written, unless it is given null, and tells
     *     it; names are those of {@link Level}
     */
    public LogMethods(UnaryOperator<String> threshold) {
        this.threshold = threshold;
    }

    /** Parameters of log_set_level and log_set_print_level. */
    public static class SetLevel {
        /** Honoured. */
        @RpcParam(value = "ERROR, WARNING, NOTICE, INFO or DEBUG", required = true)
        public String level;
    }

    /** Sets the level. */
    @RpcMethod(
            value = "log_set_level",
            description = "Sets the lowest level that is logged.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void set(SetLevel p) throws RpcException {
        try {
            String unused =
                    threshold.apply(
                            SpdkLevel.valueOf(p.level.toUpperCase(Locale.ROOT)).ours.name());
        } catch (IllegalArgumentException e) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "invalid log level",
                    Map.of("parameter", "level", "value", p.level, "reason", "no such level"));
        }
    }

    /** Tells the level. */
    @RpcMethod(
            value = "log_get_level",
            description = "Tells the lowest level that is logged.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public String get() {
        Level now = Level.valueOf(threshold.apply(null));
        for (SpdkLevel level : SpdkLevel.values()) {
            if (level.ours == now) {
                return level.name();
            }
        }
        return SpdkLevel.ERROR.name();
    }

    /** As {@link #set}. */
    @RpcMethod(
            value = "log_set_print_level",
            description = "Sets the lowest level that is logged: there is one output.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void setPrint(SetLevel p) throws RpcException {
        set(p);
    }

    /** As {@link #get}. */
    @RpcMethod(
            value = "log_get_print_level",
            description = "Tells the lowest level that is logged.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public String getPrint() {
        return get();
    }
}
