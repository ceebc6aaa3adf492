package io.viaduct.testkit.host;

import java.io.IOException;

/** A host's end of one queue pair, over whatever wire. One thread at a time; calls block. */
public interface HostConnection extends AutoCloseable {
    /** Sends a command. Returns its identifier. */
    int send(HostCommand command) throws IOException;

    /** Waits for the end of a command; others may end meanwhile. */
    HostResponse await(int cid) throws IOException;

    /** Sends a command and waits for its end. */
    default HostResponse call(HostCommand command) throws IOException {
        return await(send(command));
    }

    /** Waits until the target ends the connection; false when it does not within ten seconds. */
    boolean isClosedByTarget() throws IOException;

    /** Goes away without a word. */
    @Override
    void close() throws IOException;

    /** Opens connections to one target. */
    @FunctionalInterface
    interface Connector {
        /** One more connection. */
        HostConnection open() throws IOException;
    }
}
