package io.viaduct.linux.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;

class UringEngineTest extends EngineContract {
    @BeforeAll
    static void needUring() {
        assumeTrue(EngineKind.best() == EngineKind.URING, "no io_uring here");
    }

    @Override
    EngineKind kind() {
        return EngineKind.URING;
    }
}
