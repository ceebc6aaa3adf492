package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.RpcException;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;

class LogMethodsTest {
    private String level = "INFO";

    private final LogMethods methods =
            new LogMethods(
                    name -> {
                        level = name == null ? level : name;
                        return level;
                    });

    private void set(String name) throws RpcException {
        var p = new LogMethods.SetLevel();
        p.level = name;
        methods.set(p);
    }

    @Test
    void shouldSpeakOfLevelsAsSpdkDoes() throws RpcException {
        assertEquals("NOTICE", methods.get());
        for (String name : new String[] {"ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"}) {
            set(name);
            assertEquals(name, methods.getPrint());
        }
        assertEquals("TRACE", level);
    }

    @Test
    void shouldSayWhetherLinesBeginWithTheTime() {
        AtomicBoolean told = new AtomicBoolean(true);
        var timestamps =
                new LogTimestampMethods(
                        wanted -> {
                            told.set(wanted);
                            return wanted;
                        });
        var p = new LogTimestampMethods.Enable();
        assertTrue(timestamps.enable(p));
        assertFalse(told.get());
        p.enabled = true;
        assertTrue(timestamps.enable(p));
        assertTrue(told.get());
    }

    @Test
    void shouldRefuseALevelThatThereIsNot() {
        var answer = assertThrows(RpcException.class, () -> set("LOUD"));
        assertEquals(-32602, answer.code());
        assertEquals("INFO", level);
    }
}
