package io.viaduct.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ResourceBundle;

/**
 * Writes one line for each record: instant, level, logger, message; the trace of an exception
 * follows, indented.
 */
record LineLogger(String name) implements System.Logger {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF
                && level.getSeverity() >= LineLoggerFinder.threshold().getSeverity();
    }

    @Override
    public void log(Level level, ResourceBundle texts, String message, Throwable thrown) {
        if (isLoggable(level)) {
            Console.error(line(level, text(texts, message)) + trace(thrown));
        }
    }

    @Override
    public void log(Level level, ResourceBundle texts, String format, Object... parameters) {
        if (isLoggable(level)) {
            String text = text(texts, format);
            boolean plain = parameters == null || parameters.length == 0;
            Console.error(line(level, plain ? text : MessageFormat.format(text, parameters)));
        }
    }

    private static String text(ResourceBundle texts, String message) {
        boolean found = texts != null && message != null && texts.containsKey(message);
        return found ? texts.getString(message) : String.valueOf(message);
    }

    private String line(Level level, String text) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String shown = text.replace("\n", "\n    ");
        return "%-24s %-7s %s: %s".formatted(now, level.getName(), name, shown);
    }

    private static String trace(Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return "\n    " + trace.toString().strip().replace("\n", "\n    ");
    }
}
