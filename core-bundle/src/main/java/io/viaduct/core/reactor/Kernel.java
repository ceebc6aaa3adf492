package io.viaduct.core.reactor;

import io.viaduct.linux.engine.KernelEngine;

import java.io.IOException;

/** What a reactor's thread wants of the operating system. On that thread. */
public interface Kernel {
    /**
     * Opens an engine for the calling thread, which alone uses it.
     *
     * @param kind "uring", "epoll", or "" for the best there is
     * @throws IOException when the kernel refuses, or knows no such kind
     */
    KernelEngine open(String kind) throws IOException;

    /** Binds the calling thread to one CPU. */
    void pin(int cpu) throws IOException;

    /** The kernel's number of the calling thread. */
    long tid() throws IOException;
}
