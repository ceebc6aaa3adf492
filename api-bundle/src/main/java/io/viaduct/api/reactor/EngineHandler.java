package io.viaduct.api.reactor;

import org.osgi.annotation.versioning.ConsumerType;

/** Receives the events of operations it started on an {@link Engine}. Reactor thread. */
@ConsumerType
public interface EngineHandler {
    /**
     * One event of one operation. It must not block; it may start and cancel operations.
     *
     * @param context what the caller gave when it started the operation
     * @param event one of {@link Engine}'s event constants
     * @param result bytes, a descriptor or poll bits as the operation defines; negative: -errno
     * @param buffer the lent buffer's number, or {@link Engine#NO_BUFFER}
     * @param last whether this was the operation's last event: its token is dead from now on
     */
    void onEvent(long context, int event, int result, int buffer, boolean last);
}
