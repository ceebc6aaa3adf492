package io.viaduct.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IobufOptionsTest {
    @Test
    void shouldHaveSpdksDefaults() {
        assertEquals(new IobufOptions(8192, 1024, 8192, 135168), IobufOptions.DEFAULT);
    }

    @Test
    void shouldRefuseWhatSpdkRefusesAndNameIt() {
        refuses("small_pool_count", () -> new IobufOptions(63, 8, 4096, 8192));
        refuses("large_pool_count", () -> new IobufOptions(64, 7, 4096, 8192));
        refuses("small_bufsize", () -> new IobufOptions(64, 8, 4095, 8192));
        refuses("large_bufsize", () -> new IobufOptions(64, 8, 4096, 8191));
        refuses("small_bufsize", () -> new IobufOptions(64, 8, 8192, 8192));
        new IobufOptions(64, 8, 4096, 8192);
    }

    private static void refuses(String name, Runnable options) {
        var refused = assertThrows(IllegalArgumentException.class, options::run);
        assertTrue(refused.getMessage().contains(name), refused.getMessage());
    }
}
