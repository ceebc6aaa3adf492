package io.viaduct.launcher;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes every {@link System.Logger} of the process one that writes lines to standard error. */
public final class LineLoggerFinder extends System.LoggerFinder {
    private static volatile System.Logger.Level threshold = System.Logger.Level.INFO;

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

    @Override
    public System.Logger getLogger(String name, Module module) {
        return loggers.computeIfAbsent(name, LineLogger::new);
    }
}
