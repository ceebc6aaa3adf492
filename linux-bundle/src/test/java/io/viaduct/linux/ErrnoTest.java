package io.viaduct.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

class ErrnoTest {
    @Test
    void shouldNameEveryConstantAsItIsCalled() throws Exception {
        for (Field field : Errno.class.getFields()) {
            assertTrue(Modifier.isStatic(field.getModifiers()));
            assertEquals(field.getName(), Errno.name(field.getInt(null)));
        }
    }

    @Test
    void shouldNameErrorsThatHaveNoName() {
        assertEquals("errno 0", Errno.name(0));
        assertEquals("errno 41", Errno.name(41));
        assertEquals("errno 4000", Errno.name(4000));
        assertEquals("errno -1", Errno.name(-1));
    }

    @Test
    void shouldTellTheCauseOfAFailedCall() {
        var e = new SystemCallException("open /nowhere", Errno.ENOENT);
        assertEquals("open /nowhere: ENOENT (No such file or directory)", e.getMessage());
        assertEquals(2, e.errno());
    }
}
