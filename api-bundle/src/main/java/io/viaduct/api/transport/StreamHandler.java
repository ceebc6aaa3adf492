package io.viaduct.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** What happens on a {@link StreamLayer}. Reactor thread; none of these may block. */
@ConsumerType
public interface StreamHandler {
    /**
     * Bytes have arrived. They are valid until this returns.
     *
     * @return how many were consumed; when fewer than {@code length}, the rest is kept and comes
     *     again after {@link StreamLayer#resume} or a directed receive
     */
    int onBytes(long address, int length);

    /** The memory of {@link StreamLayer#receiveInto} is full. */
    void onDirected();

    /** All bytes of the send are on their way; another send may start. */
    void onSent();

    /** The memory of the oldest unreleased send is free. */
    void onReleased();

    /**
     * The connection has ended and the kernel uses no memory of it any more. The last call.
     *
     * @param error errno, or 0 when the host or we closed it in order
     */
    void onClosed(int error);
}
