package io.viaduct.api.reactor;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The kernel's asynchronous operations on descriptors, with io_uring's semantics. Reactor thread
 * only.
 *
 * <p>Every operation returns a positive token, or -EAGAIN when the bounded operation table is full
 * (nothing was started). Events arrive from the reactor's loop, never from inside the call that
 * started the operation. Every operation ends with exactly one event whose {@code last} is true,
 * also after {@link #cancel}; until then the kernel may read or write the memory it was given, and
 * that memory stays untouched by its owner. Descriptors are borrowed: they are closed by the base,
 * after their operations have ended.
 */
@ProviderType
public interface Engine {
    /** {@code result} is a connected descriptor, non-blocking and close-on-exec. */
    int ACCEPTED = 1;

    /** {@code result} bytes have arrived; 0 means the peer has sent its last. */
    int RECEIVED = 2;

    /** {@code result} bytes of a send were taken; its memory is still in use. */
    int SENT = 3;

    /** The memory of a send is free; follows SENT, possibly at once. Always the last event. */
    int RELEASED = 4;

    /** A file operation is done; {@code result} bytes, or 0 for a sync or zeroes. */
    int DONE = 5;

    /** {@code result} holds poll bits as in poll(2). */
    int READY = 6;

    /** A time-out has passed; {@code result} is 0. */
    int ELAPSED = 7;

    /** No buffer is lent with this event. */
    int NO_BUFFER = -1;

    /** "uring" or "epoll". */
    String name();

    /** Accepts connections until cancelled or an error ends it: {@link #ACCEPTED} for each. */
    long accept(Owner owner, int descriptor, EngineHandler handler, long context);

    /**
     * Receives until end of stream, error or cancel: {@link #RECEIVED} for each arrival, with a
     * buffer that the engine lends. The handler gives every buffer back by {@link #release}; while
     * none is free the engine waits by itself and goes on when one comes back.
     */
    long receive(Owner owner, int descriptor, EngineHandler handler, long context);

    /** Address of the first byte in a lent buffer. */
    long lentAddress(int buffer);

    /** Gives a lent buffer back; its bytes are gone. */
    void release(int buffer);

    /**
     * Receives once into the caller's memory: one {@link #RECEIVED} with 1 to {@code length} bytes,
     * 0 at end of stream, or an error. Not while a {@link #receive} runs on the same descriptor.
     */
    long receiveInto(
            Owner owner,
            int descriptor,
            long address,
            int length,
            EngineHandler handler,
            long context);

    /**
     * Sends from a scatter list: {@link #SENT} with the bytes taken, which may be fewer, or an
     * error, then {@link #RELEASED}. One send per descriptor at a time.
     *
     * @param iovec address of {@code count} kernel {@code struct iovec}; it and what it points to
     *     stay unchanged until RELEASED
     * @param count 1 to 1024
     */
    long send(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            EngineHandler handler,
            long context);

    /** Reads from a file at {@code offset}: one {@link #DONE}. */
    long read(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            long offset,
            EngineHandler handler,
            long context);

    /**
     * Writes to a file at {@code offset}: one {@link #DONE}.
     *
     * @param durable whether the data is on stable storage when it is done (RWF_DSYNC)
     */
    long write(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            long offset,
            boolean durable,
            EngineHandler handler,
            long context);

    /** Brings a file to stable storage: one {@link #DONE}. */
    long sync(Owner owner, int descriptor, boolean dataOnly, EngineHandler handler, long context);

    /**
     * Has a range of a file or of a block device read as zeroes, without a transfer: one {@link
     * #DONE} with 0, or -EOPNOTSUPP where that cannot be done in this way (fallocate(2)). The size
     * of a file stays as it is.
     *
     * @param offset first byte
     * @param length bytes, at least 1; for a block device both are multiples of its logical block
     * @param deallocate whether the room is given back; otherwise it stays allocated
     */
    long zero(
            Owner owner,
            int descriptor,
            long offset,
            long length,
            boolean deallocate,
            EngineHandler handler,
            long context);

    /**
     * Watches any descriptor: {@link #READY} each time one of {@code events} becomes true, until
     * cancelled.
     *
     * @param events POLLIN (1), POLLOUT (4) and so on, as in poll(2)
     */
    long poll(Owner owner, int descriptor, int events, EngineHandler handler, long context);

    /** One {@link #ELAPSED} after {@code nanos}. */
    long timeout(Owner owner, long nanos, EngineHandler handler, long context);

    /** Asks an operation to end; its last event still comes. Nothing happens for a dead token. */
    void cancel(long token);

    /** Operations of this owner that have not ended. */
    int inFlight(Owner owner);

    /**
     * Cancels everything of this owner and runs {@code done}, from the loop, when all of it has
     * ended. What the owner starts until then is cancelled too.
     */
    void drain(Owner owner, Runnable done);
}
