package io.viaduct.linux.engine;

import io.viaduct.linux.SystemCallException;

/** The engines there are. Any thread. */
public enum EngineKind {
    /**
     * io_uring(7): needs Linux 6.0, and that its use is not forbidden, as it is in many containers.
     */
    URING {
        @Override
        public KernelEngine open(EngineOptions options) throws SystemCallException {
            return new UringEngine(options);
        }
    },

    /** epoll(7), with files on a few threads: works everywhere. */
    EPOLL {
        @Override
        public KernelEngine open(EngineOptions options) throws SystemCallException {
            return new EpollEngine(options, System::nanoTime);
        }
    };

    /**
     * {@link #URING} where the kernel allows it and can do all that is needed, else {@link #EPOLL}.
     */
    public static EngineKind best() {
        return Best.KIND;
    }

    /**
     * Opens an engine. The calling thread is the one that uses and closes it.
     *
     * @throws SystemCallException when the kernel refuses; ENOMEM when a limit on locked memory or
     *     on descriptors is too low
     */
    public abstract KernelEngine open(EngineOptions options) throws SystemCallException;

    /** Found out once: the kernel does not change. */
    private static final class Best {
        static final EngineKind KIND = UringProbe.passes() ? URING : EPOLL;
    }
}
