package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.testkit.TestBed;

/** The contract over a file whose module runs on a thread of its own. */
class IsolatedFileBdevTest extends UringFileBdevTest {
    @Override
    protected BdevRegistry registry(TestBed bed) {
        return bed.isolatedRegistry();
    }
}
