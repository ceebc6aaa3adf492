package io.viaduct.bdev.aio;

/** The contract over a file by epoll and a few threads. */
class EpollFileBdevTest extends FileContract {
    @Override
    String engine() {
        return "epoll";
    }
}
