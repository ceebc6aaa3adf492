package io.viaduct.linux.engine;

import io.viaduct.linux.Errno;

/** Which errors of accept(2) concern the connection that was to come, and not the listener. */
final class AcceptErrors {
    private AcceptErrors() {}

    static boolean passing(int result) {
        return switch (-result) {
            case Errno.EINTR,
                    Errno.ECONNABORTED,
                    Errno.EPROTO,
                    Errno.ENOPROTOOPT,
                    Errno.ENETDOWN,
                    Errno.ENETUNREACH,
                    Errno.EHOSTDOWN,
                    Errno.EHOSTUNREACH,
                    Errno.ENONET ->
                    true;
            default -> false;
        };
    }
}
