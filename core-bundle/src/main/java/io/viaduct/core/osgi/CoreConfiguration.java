package io.viaduct.core.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What ConfigAdmin may set of the core; see {@link CoreSettings}. */
@ObjectClassDefinition(
        pid = CoreSettings.PID,
        name = "Viaduct core",
        description = "Defaults of the target; objects are configured by RPC.")
@interface CoreConfiguration {
    /** See {@link io.viaduct.core.target.HoldTimes#holdMs}. */
    @AttributeDefinition(
            name = "hold_ms",
            description =
                    "Milliseconds for which a namespace or a transport is held when its module"
                            + " has left; 0 for not at all",
            min = "0",
            max = "3600000")
    long hold__ms() default 10_000;

    /** See {@link io.viaduct.core.target.HoldTimes#announceMs}. */
    @AttributeDefinition(
            name = "hold_announce_ms",
            description = "Milliseconds after which a hold is announced",
            min = "0",
            max = "3600000")
    long hold__announce__ms() default 3_000;

    /** See {@link io.viaduct.core.Platform#ISOLATION_STALL_MS}. */
    @AttributeDefinition(
            name = "isolation_stall_ms",
            description =
                    "Milliseconds inside one call after which a module on a thread of its own is"
                            + " stuck and quarantined",
            min = "100",
            max = "3600000")
    long isolation__stall__ms() default 5_000;
}
