package io.viaduct.testkit;

import io.viaduct.api.bdev.BdevRegistry;

/** The contract over a late and soon busy device, on a thread of its module's own. */
class IsolatedScriptedBdevTest extends ScriptedBdevTest {
    @Override
    protected BdevRegistry registry(TestBed bed) {
        return bed.isolatedRegistry();
    }
}
