package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.rpc.RpcException;

import org.junit.jupiter.api.Test;

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
    void shouldRefuseALevelThatThereIsNot() {
        var answer = assertThrows(RpcException.class, () -> set("LOUD"));
        assertEquals(-32602, answer.code());
        assertEquals("INFO", level);
    }
}
