package io.viaduct.api.transport;

import org.osgi.annotation.versioning.ProviderType;

/** The core's end of a queue pair. Reactor thread only. */
@ProviderType
public interface Qpair {
    /**
     * Takes a request for a command that arrives.
     *
     * @param attachment the transport's own state of it, returned by {@link Request#attachment}
     * @return null while as many requests as the queue has entries are not freed yet: the transport
     *     stops receiving until one is
     */
    Request request(Object attachment);

    /** Queue identifier: 0 admin, -1 before Connect. */
    int qid();

    /** Whether the host disabled SQ flow control in Connect. */
    boolean sqFlowControlDisabled();

    /** Most bytes of in-capsule data that a command on this queue may carry. */
    int inCapsuleDataMax();

    /**
     * Asks that data for the host no longer changes once its request is complete, because a digest
     * is computed over it before it is sent: reads are then copied instead of lent. Off at first.
     */
    void stableData(boolean on);

    /**
     * The connection is gone. The transport first frees every request that it holds: those it was
     * moving data for and those it has been handed completed. Requests at a device end there, and
     * their completions are dropped.
     */
    void disconnected();
}
