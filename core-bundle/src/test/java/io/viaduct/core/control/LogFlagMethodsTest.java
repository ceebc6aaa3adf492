package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.RpcException;

import org.junit.jupiter.api.Test;

import java.util.Set;

class LogFlagMethodsTest {
    private Set<String> loud = Set.of();

    private final LogFlagMethods methods =
            new LogFlagMethods(
                    names -> {
                        loud = names == null ? loud : names;
                        return loud;
                    });

    private static LogFlagMethods.Flag flag(String name) {
        var p = new LogFlagMethods.Flag();
        p.flag = name;
        return p;
    }

    @Test
    void shouldLetAPartLogEverythingUntilItsFlagIsCleared() throws RpcException {
        methods.set(flag("nvmf_tcp"));
        methods.set(flag("bdev"));
        assertEquals(Set.of("io.viaduct.transport.tcp.", "io.viaduct.core.bdev."), loud);
        assertTrue(methods.flags().get("bdev"));
        methods.clear(flag("bdev"));
        assertFalse(methods.flags().get("bdev"));
        assertTrue(methods.flags().get("nvmf_tcp"));
    }

    @Test
    void shouldKnowAWordForAllParts() throws RpcException {
        methods.set(flag("all"));
        assertFalse(methods.flags().containsValue(false));
        methods.clear(flag("all"));
        assertFalse(methods.flags().containsValue(true));
        assertEquals(Set.of(), loud);
    }

    @Test
    void shouldRefuseAFlagThatThereIsNot() {
        var answer = assertThrows(RpcException.class, () -> methods.set(flag("scsi")));
        assertEquals("invalid log flag", answer.getMessage());
        assertEquals(-32602, answer.code());
    }
}
