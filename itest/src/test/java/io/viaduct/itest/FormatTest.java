package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.tidy.Format;
import io.viaduct.tidy.SourceTree;

import org.junit.jupiter.api.Test;

/** The formatter decides. */
class FormatTest {
    @Test
    void shouldFindEverySourceLaidOut() {
        assertEquals("", String.join("\n", Format.findings(SourceTree.here())));
    }
}
