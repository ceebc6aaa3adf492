package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Set;

class LineLoggerTest {
    private final LineLogger logger = new LineLogger("io.viaduct.core");

    @Test
    void shouldBeTheLoggerOfTheProcess() {
        assertInstanceOf(LineLogger.class, System.getLogger("any"));
    }

    @Test
    void shouldWriteInstantLevelLoggerAndMessage() {
        Instant at = Instant.parse("2026-11-20T18:00:00.120Z");
        assertEquals(
                "2026-11-20T18:00:00.120Z WARNING io.viaduct.core: it is\n    so",
                logger.line(at, Level.WARNING, "it is\nso"));
    }

    @Test
    void shouldLeaveTheInstantOutWhereItIsNotWanted() {
        assertEquals(false, LineLoggerFinder.timestamps(false));
        String line = logger.line(Instant.EPOCH, Level.ERROR, "it is so");
        assertEquals(true, LineLoggerFinder.timestamps(true));
        assertEquals("ERROR   io.viaduct.core: it is so", line);
    }

    @Test
    void shouldIndentTheTrace() {
        String trace = LineLogger.trace(new IllegalStateException("no"));
        assertTrue(trace.startsWith("\n    java.lang.IllegalStateException: no\n    "), trace);
        assertEquals("", LineLogger.trace(null));
    }

    @Test
    void shouldKeepQuietBelowTheThreshold() {
        assertTrue(logger.isLoggable(Level.INFO));
        assertFalse(logger.isLoggable(Level.DEBUG));
        assertFalse(logger.isLoggable(Level.OFF));
    }

    @Test
    void shouldWriteEveryLevelWhereItIsAskedTo() {
        assertFalse(logger.isLoggable(Level.TRACE));
        var unused = LineLoggerFinder.loud(Set.of("io.viaduct.core"));
        assertTrue(logger.isLoggable(Level.TRACE));
        assertFalse(new LineLogger("io.viaduct.rpc").isLoggable(Level.TRACE));
        assertEquals(Set.of(), LineLoggerFinder.loud(Set.of()));
        assertFalse(logger.isLoggable(Level.TRACE));
    }
}
