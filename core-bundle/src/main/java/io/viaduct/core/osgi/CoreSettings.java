package io.viaduct.core.osgi;

import io.viaduct.core.Platform;
import io.viaduct.core.target.HoldTimes;

import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The core's options in ConfigAdmin. What is not set has its default; a configuration with a value
 * that cannot be changes nothing. ConfigAdmin's thread.
 */
final class CoreSettings implements ManagedService {
    /** Their PID. */
    static final String PID = "io.viaduct.core";

    static final String HOLD_MS = "hold_ms";
    static final String HOLD_ANNOUNCE_MS = "hold_announce_ms";
    static final String ISOLATION_STALL_MS = "isolation_stall_ms";

    /** Shorter than that a thread that only has to wait for a CPU might be taken for stuck. */
    private static final long STALL_MS_MIN = 100;

    private static final Logger LOG = System.getLogger(CoreSettings.class.getName());
    private static final List<String> KNOWN =
            List.of(HOLD_MS, HOLD_ANNOUNCE_MS, ISOLATION_STALL_MS);

    /** What ConfigAdmin and who writes files for it add. */
    private static final List<String> FOREIGN = List.of("service.", "felix.", ".");

    private final Consumer<HoldTimes> holdDefaults;
    private final LongConsumer stallMs;

    /**
     * Options that nobody has set yet.
     *
     * @param holdDefaults takes the times of holds
     * @param stallMs takes the time after which an isolated module is stuck
     */
    CoreSettings(Consumer<HoldTimes> holdDefaults, LongConsumer stallMs) {
        this.holdDefaults = holdDefaults;
        this.stallMs = stallMs;
    }

    @Override
    public void updated(Dictionary<String, ?> given) throws ConfigurationException {
        if (given == null) {
            holdDefaults.accept(HoldTimes.DEFAULT);
            stallMs.accept(Platform.ISOLATION_STALL_MS);
            return;
        }
        try {
            refuseUnknown(given);
            long holdMs = millis(given, HOLD_MS, 0, HoldTimes.DEFAULT.holdMs());
            long announceMs = millis(given, HOLD_ANNOUNCE_MS, 0, HoldTimes.DEFAULT.announceMs());
            long stall =
                    millis(given, ISOLATION_STALL_MS, STALL_MS_MIN, Platform.ISOLATION_STALL_MS);
            holdDefaults.accept(new HoldTimes(holdMs, announceMs));
            stallMs.accept(stall);
        } catch (ConfigurationException e) {
            LOG.log(Level.ERROR, PID + " is not taken over: " + e.getMessage());
            throw e;
        }
    }

    private static void refuseUnknown(Dictionary<String, ?> given) throws ConfigurationException {
        for (String name : Collections.list(given.keys())) {
            if (!KNOWN.contains(name) && FOREIGN.stream().noneMatch(name::startsWith)) {
                throw new ConfigurationException(name, "there is no such option");
            }
        }
    }

    private static long millis(Dictionary<String, ?> given, String name, long least, long fallback)
            throws ConfigurationException {
        Object value = given.get(name);
        if (value == null) {
            return fallback;
        }
        try {
            long ms = Long.parseLong(value.toString().strip());
            if (ms >= least && HoldTimes.isValid(ms)) {
                return ms;
            }
        } catch (NumberFormatException e) {
            throw refused(name, value, least, e);
        }
        throw refused(name, value, least, null);
    }

    private static ConfigurationException refused(
            String name, Object value, long least, Throwable cause) {
        String range = least + " to " + HoldTimes.MS_MAX + " milliseconds";
        return new ConfigurationException(name, "\"" + value + "\" is not " + range, cause);
    }
}
