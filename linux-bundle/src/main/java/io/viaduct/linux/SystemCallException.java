package io.viaduct.linux;

import java.io.IOException;

/** A call that the kernel has refused. */
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /**
     * @param call what was called, with the argument that tells one failure from another
     * @param errno one of {@link Errno}, positive
     */
    public SystemCallException(String call, int errno) {
        super(call + ": " + Errno.name(errno) + " (" + Errno.text(errno) + ")");
        this.errno = errno;
    }

    /** The error number, positive. */
    public int errno() {
        return errno;
    }
}
