package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Commands Supported and Effects log page (LID 05h): one dword for each opcode. NVM Express Base
 * Specification 2.1, Commands Supported and Effects Log Page.
 */
public final class CommandEffects {
    public static final int LENGTH = 4096;

    /** The command is supported. */
    public static final int CSUPP = 1 << 0;

    /** It may change logical block content. */
    public static final int LBCC = 1 << 1;

    /** It may change namespace capabilities. */
    public static final int NCC = 1 << 2;

    /** It may change the namespace inventory. */
    public static final int NIC = 1 << 3;

    /** It may change controller capabilities. */
    public static final int CCC = 1 << 4;

    /** To be submitted while no other command is outstanding to the same namespace. */
    public static final int CSE_SAME_NAMESPACE = 1 << 16;

    /** To be submitted while no other command is outstanding to any namespace. */
    public static final int CSE_ANY_NAMESPACE = 2 << 16;

    private static final int ADMIN_OFFSET = 0;

    /** Where the I/O commands start. */
    public static final int IO_OFFSET = 1024;

    /** Bytes of the I/O commands' entries. */
    public static final int IO_LENGTH = 1024;

    private CommandEffects() {}

    public static int admin(MemorySegment segment, long at, int opcode) {
        return Wire.i32(segment, at + ADMIN_OFFSET + 4L * opcode);
    }

    public static void admin(MemorySegment segment, long at, int opcode, int effects) {
        Wire.i32(segment, at + ADMIN_OFFSET + 4L * opcode, effects);
    }

    public static int io(MemorySegment segment, long at, int opcode) {
        return Wire.i32(segment, at + IO_OFFSET + 4L * opcode);
    }

    public static void io(MemorySegment segment, long at, int opcode, int effects) {
        Wire.i32(segment, at + IO_OFFSET + 4L * opcode, effects);
    }
}
