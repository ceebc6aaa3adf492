package io.viaduct.transport.tcp;

/** The contract once more with header and data digests. */
class TcpDigestsTest extends TcpTransportTest {
    @Override
    boolean digests() {
        return true;
    }
}
