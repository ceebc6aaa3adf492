package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.tidy.SourceTree;
import io.viaduct.tidy.Tidy;

import org.junit.jupiter.api.Test;

/** Style is a test. */
class TidyTest {
    @Test
    void shouldFindNothingUntidyInTheSources() {
        assertEquals("", String.join("\n", Tidy.findings(SourceTree.here())));
    }
}
