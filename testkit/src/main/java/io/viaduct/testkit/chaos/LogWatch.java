package io.viaduct.testkit.chaos;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Reads along what the core logs, which a run tells with its story instead of the console. */
final class LogWatch extends Handler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("io.viaduct");

    private final Consumer<LogRecord> hears;

    LogWatch(Consumer<LogRecord> hears) {
        this.hears = hears;
        LOG.setUseParentHandlers(false);
        LOG.setLevel(Level.INFO);
        LOG.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        hears.accept(line);
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        LOG.removeHandler(this);
        LOG.setUseParentHandlers(true);
        LOG.setLevel(null);
    }
}
