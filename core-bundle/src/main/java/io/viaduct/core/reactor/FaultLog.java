package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs what escapes into a reactor's loop, with the owner's name and not too often. */
public final class FaultLog implements Faults {
    private static final Logger LOG = System.getLogger(FaultLog.class.getName());

    private final RateLimit limit;

    public FaultLog(NanoClock clock) {
        limit = new RateLimit(clock);
    }

    @Override
    public void escaped(String reactor, Owner owner, String what, Throwable fault) {
        if (!limit.pass()) {
            return;
        }
        long held = limit.held();
        String before = held == 0 ? "" : " (" + held + " before it not logged)";
        LOG.log(
                Level.ERROR,
                reactor + ": " + what + " of " + owner.name() + " failed" + before,
                fault);
    }
}
