package io.viaduct.launcher;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes every {@link System.Logger} of the process one that writes lines to standard error. */
public final class LineLoggerFinder extends System.LoggerFinder {
    private static volatile System.Logger.Level threshold = System.Logger.Level.INFO;

    private static volatile Set<String> loud = Set.of();

    private static volatile boolean timestamps = true;

    private final Map<String, System.Logger> loggers = new ConcurrentHashMap<>();

    /** The lowest level that is written, for all loggers. */
    static System.Logger.Level threshold() {
        return threshold;
    }

    static void threshold(System.Logger.Level level) {
        threshold = level;
    }

    /** Sets the lowest level by its name, unless that is null, and tells the one in force. */
    static String threshold(String name) {
        if (name != null) {
            threshold = System.Logger.Level.valueOf(name);
        }
        return threshold.name();
    }

    /**
     * Sets what the names of loggers begin with that write every level, unless that is null, and
     * tells what is in force.
     */
    static Set<String> loud(Set<String> beginnings) {
        if (beginnings != null) {
            loud = Set.copyOf(beginnings);
        }
        return loud;
    }

    /** Whether a logger writes every level. */
    static boolean isLoud(String name) {
        Set<String> beginnings = loud;
        return !beginnings.isEmpty() && beginnings.stream().anyMatch(name::startsWith);
    }

    /** Sets whether lines begin with the time, unless that is null, and tells it. */
    static Boolean timestamps(Boolean wanted) {
        if (wanted != null) {
            timestamps = wanted;
        }
        return timestamps;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return loggers.computeIfAbsent(name, LineLogger::new);
    }
}
