package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Which way a command's data goes, as bits 1:0 of its opcode say. NVM Express Base Specification
 * 2.1, Opcode Data Transfer direction.
 */
public final class DataDirection {
    public static final int NONE = 0;
    public static final int HOST_TO_CONTROLLER = 1;
    public static final int CONTROLLER_TO_HOST = 2;
    public static final int BIDIRECTIONAL = 3;

    private DataDirection() {}

    /** The direction of an opcode or, for Fabrics commands, of an FCTYPE. */
    public static int of(int opcode) {
        return opcode & 0x3;
    }

    /** The direction of a submission queue entry, which may be a Fabrics command. */
    public static int of(MemorySegment segment, long at) {
        int opcode = Sqe.opcode(segment, at);
        return of(opcode == AdminOpcode.FABRICS ? Sqe.fctype(segment, at) : opcode);
    }
}
