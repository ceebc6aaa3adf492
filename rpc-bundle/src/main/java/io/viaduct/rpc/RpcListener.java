package io.viaduct.rpc;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Where clients connect. One thread accepts; any thread closes. */
interface RpcListener extends AutoCloseable {
    /**
     * Waits for a client.
     *
     * @return its connection, or null for one that may not call and has been sent away
     */
    SocketChannel accept() throws IOException;

    /** Stops listening and leaves nothing behind. */
    @Override
    void close() throws IOException;
}
