package io.viaduct.bdev.aio;

/** The contract over a file by io_uring. */
class UringFileBdevTest extends FileContract {
    @Override
    String engine() {
        return "uring";
    }
}
