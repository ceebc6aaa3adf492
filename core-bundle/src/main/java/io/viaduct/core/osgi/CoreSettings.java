package io.viaduct.core.osgi;

import io.viaduct.core.target.HoldTimes;

import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.function.Consumer;

/**
 * The core's options in ConfigAdmin. What is not set has its default; a configuration with a value
 * that cannot be changes nothing. ConfigAdmin's thread.
 */
final class CoreSettings implements ManagedService {
    /** Their PID. */
    static final String PID = "io.viaduct.core";

    static final String HOLD_MS = "hold_ms";
    static final String HOLD_ANNOUNCE_MS = "hold_announce_ms";

    private static final Logger LOG = System.getLogger(CoreSettings.class.getName());
    private static final List<String> KNOWN = List.of(HOLD_MS, HOLD_ANNOUNCE_MS);

    /** What ConfigAdmin and who writes files for it add. */
    private static final List<String> FOREIGN = List.of("service.", "felix.", ".");

    private final Consumer<HoldTimes> holdDefaults;

    /**
     * Options that nobody has set yet.
     *
     * @param holdDefaults takes the times of holds
     */
    CoreSettings(Consumer<HoldTimes> holdDefaults) {
        this.holdDefaults = holdDefaults;
    }

    @Override
    public void updated(Dictionary<String, ?> given) throws ConfigurationException {
        if (given == null) {
            holdDefaults.accept(HoldTimes.DEFAULT);
            return;
        }
        try {
            refuseUnknown(given);
            holdDefaults.accept(
                    new HoldTimes(
                            millis(given, HOLD_MS, HoldTimes.DEFAULT.holdMs()),
                            millis(given, HOLD_ANNOUNCE_MS, HoldTimes.DEFAULT.announceMs())));
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

    private static long millis(Dictionary<String, ?> given, String name, long fallback)
            throws ConfigurationException {
        Object value = given.get(name);
        if (value == null) {
            return fallback;
        }
        try {
            long ms = Long.parseLong(value.toString().strip());
            if (HoldTimes.isValid(ms)) {
                return ms;
            }
        } catch (NumberFormatException e) {
            throw refused(name, value, e);
        }
        throw refused(name, value, null);
    }

    private static ConfigurationException refused(String name, Object value, Throwable cause) {
        String range = "0 to " + HoldTimes.MS_MAX + " milliseconds";
        return new ConfigurationException(name, "\"" + value + "\" is not " + range, cause);
    }
}
