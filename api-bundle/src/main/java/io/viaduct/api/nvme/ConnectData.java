package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;
import java.util.UUID;

/** Data of the Connect command. NVM Express Base Specification 2.1, Connect Command - Data. */
public final class ConnectData {
    public static final int LENGTH = 1024;

    /** CNTLID of an admin queue: the dynamic controller model. */
    public static final int CNTLID_DYNAMIC = 0xffff;

    /** CNTLID of an admin queue: any controller of the static model. */
    public static final int CNTLID_STATIC = 0xfffe;

    /** Offsets that a response names in IPO when it refuses a field of the data. */
    public static final int IPO_CNTLID = 16;

    public static final int IPO_SUBNQN = 256;
    public static final int IPO_HOSTNQN = 512;

    private static final int HOSTID_OFFSET = 0;
    private static final int CNTLID_OFFSET = 16;
    private static final int SUBNQN_OFFSET = 256;
    private static final int HOSTNQN_OFFSET = 512;

    private ConnectData() {}

    /** 128-bit host identifier. */
    public static UUID hostid(MemorySegment segment, long at) {
        return Text.uuid(segment, at + HOSTID_OFFSET);
    }

    public static void hostid(MemorySegment segment, long at, UUID hostid) {
        Text.uuid(segment, at + HOSTID_OFFSET, hostid);
    }

    public static int cntlid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CNTLID_OFFSET);
    }

    public static void cntlid(MemorySegment segment, long at, int cntlid) {
        Wire.u16(segment, at + CNTLID_OFFSET, cntlid);
    }

    /** Control path; allocates. */
    public static String subnqnText(MemorySegment segment, long at) {
        return Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH);
    }

    public static void subnqnText(MemorySegment segment, long at, String subnqn) {
        Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH, subnqn);
    }

    /** Control path; allocates. */
    public static String hostnqnText(MemorySegment segment, long at) {
        return Text.terminated(segment, at + HOSTNQN_OFFSET, Nqn.FIELD_LENGTH);
    }

    public static void hostnqnText(MemorySegment segment, long at, String hostnqn) {
        Text.terminated(segment, at + HOSTNQN_OFFSET, Nqn.FIELD_LENGTH, hostnqn);
    }

    /** Bytes of SUBNQN before its NUL; {@link Nqn#FIELD_LENGTH} where there is none. */
    public static int subnqnLength(MemorySegment segment, long at) {
        return Text.length(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH);
    }

    /** Bytes of HOSTNQN before its NUL; {@link Nqn#FIELD_LENGTH} where there is none. */
    public static int hostnqnLength(MemorySegment segment, long at) {
        return Text.length(segment, at + HOSTNQN_OFFSET, Nqn.FIELD_LENGTH);
    }
}
