package io.viaduct.api.memory;

import org.osgi.annotation.versioning.ConsumerType;

/** Someone who asks a {@link BufferPool} for buffers. Reactor thread only. */
@ConsumerType
public interface BufferWaiter {
    /** Bytes wanted, 1 to {@link BufferPool#bytesMax()}; constant while it waits. */
    int bufferBytes();

    /** The empty list that receives the buffers, trimmed to exactly the bytes wanted. */
    SegmentList buffers();

    /** The list has been filled after a wait. */
    void onBuffers();
}
