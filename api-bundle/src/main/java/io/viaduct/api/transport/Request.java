package io.viaduct.api.transport;

import io.viaduct.api.memory.SegmentList;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One command on its way through the core. The transport fills in the submission queue entry, calls
 * {@link #begin}, moves data to the controller where that is asked for, calls {@link #execute}, is
 * told of the completion, sends data to the host and the completion queue entry, and calls {@link
 * #free}. Reactor thread only.
 */
@ProviderType
public interface Request {
    /** No data is to come from the host: discard what came along, and execute. */
    int EXECUTE = 0;

    /**
     * {@link #data} has memory for {@link #dataLength} bytes from the host: fill it, then execute.
     */
    int RECEIVE = 1;

    /**
     * The transport puts memory for {@link #dataLength} bytes into {@link #data}, in the direction
     * of {@link #toHost}, then executes. Only on queue pairs with host memory.
     */
    int RESOLVE = 2;

    /** The request is parked: {@link TransportQpair#onAdmitted} follows. */
    int WAIT = 3;

    /** Address of the 64-byte submission queue entry, to be filled before {@link #begin}. */
    long sqe();

    /** Address of the 16-byte completion queue entry, valid when the request is complete. */
    long cqe();

    /** What {@link Qpair#request} was given, or {@link #attach}. */
    Object attachment();

    /** Replaces the transport's own state of it, when another instance of the transport goes on. */
    void attach(Object attachment);

    /** As {@link #begin(long, boolean)}, of a command without data or whose data is asked for. */
    default int begin(long transferLength) {
        return begin(transferLength, false);
    }

    /**
     * Checks and admits the command. A bad one is answered at {@link #execute}, with {@link
     * #EXECUTE} here.
     *
     * @param transferLength bytes that the command's SGL describes, or -1 where the transport only
     *     knows after {@link #dataLength}
     * @param inCapsule whether the data comes along with the command, so that nothing behind it can
     *     be received before: it is taken at once if that is possible at all, also where the
     *     command has to wait for its namespace
     * @return {@link #EXECUTE}, {@link #RECEIVE}, {@link #RESOLVE} or {@link #WAIT}
     */
    int begin(long transferLength, boolean inCapsule);

    /** What to do after a wait: as {@link #begin}, but never {@link #WAIT}. */
    int next();

    /** Memory of the data: to fill, to send, or to resolve. Empty where there is none. */
    SegmentList data();

    /** Bytes to move from the host before execution, or to it after. */
    int dataLength();

    /** Whether the completed request has data for the host. */
    boolean toHost();

    /** Whether it completed with success, no retry hint and a zero result: nothing but "done". */
    boolean plainSuccess();

    /** All data from the host is in place, or its transfer failed. Executes the command. */
    void execute();

    /**
     * Ends the command with a status instead of executing it, because its data did not arrive
     * intact.
     *
     * @param status NVMe status without phase bit
     */
    void fail(int status);

    /** The transport has no more use for it: buffers and lent memory go back. */
    void free();
}
