package io.viaduct.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ResourceBundle;

/**
 * Writes one line for each record: instant (unless nobody wants it), level, logger, message; the
 * trace of an exception follows, indented.
 */
record LineLogger(String name) implements System.Logger {
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF
                && (level.getSeverity() >= LineLoggerFinder.threshold().getSeverity()
                        || LineLoggerFinder.isLoud(name));
    }

    @Override
    public void log(Level level, ResourceBundle texts, String message, Throwable thrown) {
        if (isLoggable(level)) {
            Console.error(line(Instant.now(), level, text(texts, message)) + trace(thrown));
        }
    }

    @Override
    public void log(Level level, ResourceBundle texts, String format, Object... parameters) {
        if (isLoggable(level)) {
            String text = text(texts, format);
            boolean plain = parameters == null || parameters.length == 0;
            Console.error(
                    line(
                            Instant.now(),
                            level,
                            plain ? text : MessageFormat.format(text, parameters)));
        }
    }

    private static String text(ResourceBundle texts, String message) {
        boolean found = texts != null && message != null && texts.containsKey(message);
        return found ? texts.getString(message) : String.valueOf(message);
    }

    String line(Instant now, Level level, String text) {
        String shown = text.replace("\n", "\n    ");
        String line = "%-7s %s: %s".formatted(level.getName(), name, shown);
        return LineLoggerFinder.timestamps(null) ? INSTANT.format(now) + " " + line : line;
    }

    static String trace(Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return "\n    " + trace.toString().strip().replace("\n", "\n    ");
    }
}
