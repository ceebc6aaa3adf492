package io.viaduct.core.command;

import io.viaduct.api.nvme.Limits;

/** Limits of commands that are told as powers of two of the smallest memory page. */
final class CommandLengths {
    /** Beyond this the number of bytes has no room in a long. */
    private static final int POWER_MAX = 50;

    private CommandLengths() {}

    /** Bytes of a limit; 0 is none. */
    static long bytes(int power) {
        return power == 0 || power > POWER_MAX
                ? Long.MAX_VALUE
                : (long) Limits.PAGE_SIZE_MIN << power;
    }
}
