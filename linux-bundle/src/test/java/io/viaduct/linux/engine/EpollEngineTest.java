package io.viaduct.linux.engine;

class EpollEngineTest extends EngineContract {
    @Override
    EngineKind kind() {
        return EngineKind.EPOLL;
    }
}
