package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.Test;

/** The contract over a RAM disk whose module runs on a thread of its own. */
class IsolatedMallocBdevTest extends MallocBdevTest {
    @Override
    protected BdevRegistry registry(TestBed bed) {
        return bed.isolatedRegistry();
    }

    @Test
    void shouldLendToNobodyBeyondItsThread() {
        assertTrue(bdev().lends());
        assertFalse(descriptor().lends());
    }
}
