package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Submission queue entry: the common fields of every command, and those of the commands that name
 * logical blocks (Read, Write, Compare, Verify, Write Zeroes, Write Uncorrectable). NVM Express
 * Base Specification 2.1, Common Command Format; NVM Express NVM Command Set Specification 1.1, I/O
 * commands.
 */
public final class Sqe {
    public static final int LENGTH = 64;

    public static final int FUSE_NONE = 0;
    public static final int FUSE_FIRST = 1;
    public static final int FUSE_SECOND = 2;

    public static final int PSDT_PRP = 0;
    public static final int PSDT_SGL = 1;

    /** As {@link #PSDT_SGL}, and MPTR is an SGL as well. */
    public static final int PSDT_SGL_METADATA_SGL = 2;

    private static final int OPCODE_OFFSET = 0;
    private static final int FLAGS_OFFSET = 1;
    private static final int CID_OFFSET = 2;
    private static final int NSID_OFFSET = 4;
    private static final int FCTYPE_OFFSET = 4;
    private static final int CDW2_OFFSET = 8;
    private static final int CDW3_OFFSET = 12;
    private static final int MPTR_OFFSET = 16;
    private static final int PRP1_OFFSET = 24;
    private static final int PRP2_OFFSET = 32;
    private static final int CDW10_OFFSET = 40;
    private static final int CDW11_OFFSET = 44;
    private static final int CDW12_OFFSET = 48;
    private static final int CDW13_OFFSET = 52;
    private static final int DSPEC_OFFSET = 54;
    private static final int CDW14_OFFSET = 56;
    private static final int CDW15_OFFSET = 60;
    private static final int LBATM_OFFSET = 62;
    private static final int SGL_OFFSET = 24;

    private Sqe() {}

    public static int opcode(MemorySegment segment, long at) {
        return Wire.u8(segment, at + OPCODE_OFFSET);
    }

    public static void opcode(MemorySegment segment, long at, int opcode) {
        Wire.u8(segment, at + OPCODE_OFFSET, opcode);
    }

    /** FUSE and PSDT together. */
    public static int flags(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FLAGS_OFFSET);
    }

    public static void flags(MemorySegment segment, long at, int flags) {
        Wire.u8(segment, at + FLAGS_OFFSET, flags);
    }

    public static int fuse(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + FLAGS_OFFSET, 0, 2);
    }

    public static void fuse(MemorySegment segment, long at, int fuse) {
        Wire.bits8(segment, at + FLAGS_OFFSET, 0, 2, fuse);
    }

    public static int psdt(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + FLAGS_OFFSET, 6, 2);
    }

    public static void psdt(MemorySegment segment, long at, int psdt) {
        Wire.bits8(segment, at + FLAGS_OFFSET, 6, 2, psdt);
    }

    public static int cid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CID_OFFSET);
    }

    public static void cid(MemorySegment segment, long at, int cid) {
        Wire.u16(segment, at + CID_OFFSET, cid);
    }

    /** Unsigned; {@link Limits#BROADCAST_NSID} is every namespace. */
    public static int nsid(MemorySegment segment, long at) {
        return Wire.i32(segment, at + NSID_OFFSET);
    }

    public static void nsid(MemorySegment segment, long at, int nsid) {
        Wire.i32(segment, at + NSID_OFFSET, nsid);
    }

    /** A {@link FabricsType}; lies where other commands have NSID. */
    public static int fctype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FCTYPE_OFFSET);
    }

    public static void fctype(MemorySegment segment, long at, int fctype) {
        Wire.u8(segment, at + FCTYPE_OFFSET, fctype);
    }

    public static int cdw2(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW2_OFFSET);
    }

    public static void cdw2(MemorySegment segment, long at, int cdw2) {
        Wire.i32(segment, at + CDW2_OFFSET, cdw2);
    }

    public static int cdw3(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW3_OFFSET);
    }

    public static void cdw3(MemorySegment segment, long at, int cdw3) {
        Wire.i32(segment, at + CDW3_OFFSET, cdw3);
    }

    public static long mptr(MemorySegment segment, long at) {
        return Wire.i64(segment, at + MPTR_OFFSET);
    }

    public static void mptr(MemorySegment segment, long at, long mptr) {
        Wire.i64(segment, at + MPTR_OFFSET, mptr);
    }

    public static long prp1(MemorySegment segment, long at) {
        return Wire.i64(segment, at + PRP1_OFFSET);
    }

    public static void prp1(MemorySegment segment, long at, long prp1) {
        Wire.i64(segment, at + PRP1_OFFSET, prp1);
    }

    public static long prp2(MemorySegment segment, long at) {
        return Wire.i64(segment, at + PRP2_OFFSET);
    }

    public static void prp2(MemorySegment segment, long at, long prp2) {
        Wire.i64(segment, at + PRP2_OFFSET, prp2);
    }

    public static int cdw10(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW10_OFFSET);
    }

    public static void cdw10(MemorySegment segment, long at, int cdw10) {
        Wire.i32(segment, at + CDW10_OFFSET, cdw10);
    }

    public static int cdw11(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW11_OFFSET);
    }

    public static void cdw11(MemorySegment segment, long at, int cdw11) {
        Wire.i32(segment, at + CDW11_OFFSET, cdw11);
    }

    public static int cdw12(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW12_OFFSET);
    }

    public static void cdw12(MemorySegment segment, long at, int cdw12) {
        Wire.i32(segment, at + CDW12_OFFSET, cdw12);
    }

    public static int cdw13(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW13_OFFSET);
    }

    public static void cdw13(MemorySegment segment, long at, int cdw13) {
        Wire.i32(segment, at + CDW13_OFFSET, cdw13);
    }

    public static int cdw14(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW14_OFFSET);
    }

    public static void cdw14(MemorySegment segment, long at, int cdw14) {
        Wire.i32(segment, at + CDW14_OFFSET, cdw14);
    }

    public static int cdw15(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW15_OFFSET);
    }

    public static void cdw15(MemorySegment segment, long at, int cdw15) {
        Wire.i32(segment, at + CDW15_OFFSET, cdw15);
    }

    /** Unsigned. */
    public static long slba(MemorySegment segment, long at) {
        return Wire.i64(segment, at + CDW10_OFFSET);
    }

    public static void slba(MemorySegment segment, long at, long slba) {
        Wire.i64(segment, at + CDW10_OFFSET, slba);
    }

    /** 0-based; see {@link #blocks}. */
    public static int nlb(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CDW12_OFFSET);
    }

    public static void nlb(MemorySegment segment, long at, int nlb) {
        Wire.u16(segment, at + CDW12_OFFSET, nlb);
    }

    public static int dtype(MemorySegment segment, long at) {
        return Wire.bits32(segment, at + CDW12_OFFSET, 20, 4);
    }

    public static void dtype(MemorySegment segment, long at, int dtype) {
        Wire.bits32(segment, at + CDW12_OFFSET, 20, 4, dtype);
    }

    public static boolean stc(MemorySegment segment, long at) {
        return Wire.bits32(segment, at + CDW12_OFFSET, 24, 1) != 0;
    }

    public static void stc(MemorySegment segment, long at, boolean stc) {
        Wire.bits32(segment, at + CDW12_OFFSET, 24, 1, stc ? 1 : 0);
    }

    /** Deallocate; of Write Zeroes. */
    public static boolean deac(MemorySegment segment, long at) {
        return Wire.bits32(segment, at + CDW12_OFFSET, 25, 1) != 0;
    }

    public static void deac(MemorySegment segment, long at, boolean deac) {
        Wire.bits32(segment, at + CDW12_OFFSET, 25, 1, deac ? 1 : 0);
    }

    /** PRCHK in bits 2:0, PRACT in bit 3. */
    public static int prinfo(MemorySegment segment, long at) {
        return Wire.bits32(segment, at + CDW12_OFFSET, 26, 4);
    }

    public static void prinfo(MemorySegment segment, long at, int prinfo) {
        Wire.bits32(segment, at + CDW12_OFFSET, 26, 4, prinfo);
    }

    public static boolean fua(MemorySegment segment, long at) {
        return Wire.bits32(segment, at + CDW12_OFFSET, 30, 1) != 0;
    }

    public static void fua(MemorySegment segment, long at, boolean fua) {
        Wire.bits32(segment, at + CDW12_OFFSET, 30, 1, fua ? 1 : 0);
    }

    public static boolean limitedRetry(MemorySegment segment, long at) {
        return Wire.bits32(segment, at + CDW12_OFFSET, 31, 1) != 0;
    }

    public static void limitedRetry(MemorySegment segment, long at, boolean limitedRetry) {
        Wire.bits32(segment, at + CDW12_OFFSET, 31, 1, limitedRetry ? 1 : 0);
    }

    /** Dataset management attributes of Read and Write. */
    public static int dsm(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CDW13_OFFSET);
    }

    public static void dsm(MemorySegment segment, long at, int dsm) {
        Wire.u8(segment, at + CDW13_OFFSET, dsm);
    }

    public static int dspec(MemorySegment segment, long at) {
        return Wire.u16(segment, at + DSPEC_OFFSET);
    }

    public static void dspec(MemorySegment segment, long at, int dspec) {
        Wire.u16(segment, at + DSPEC_OFFSET, dspec);
    }

    /** Initial logical block reference tag. */
    public static int ilbrt(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CDW14_OFFSET);
    }

    public static void ilbrt(MemorySegment segment, long at, int ilbrt) {
        Wire.i32(segment, at + CDW14_OFFSET, ilbrt);
    }

    /** Logical block application tag. */
    public static int lbat(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CDW15_OFFSET);
    }

    public static void lbat(MemorySegment segment, long at, int lbat) {
        Wire.u16(segment, at + CDW15_OFFSET, lbat);
    }

    /** Bits of the logical block application tag that are checked. */
    public static int lbatm(MemorySegment segment, long at) {
        return Wire.u16(segment, at + LBATM_OFFSET);
    }

    public static void lbatm(MemorySegment segment, long at, int lbatm) {
        Wire.u16(segment, at + LBATM_OFFSET, lbatm);
    }

    /** Logical blocks, 1 to 65536. */
    public static int blocks(MemorySegment segment, long at) {
        return nlb(segment, at) + 1;
    }

    public static void blocks(MemorySegment segment, long at, int blocks) {
        nlb(segment, at, blocks - 1);
    }

    /** Where the entry's SGL descriptor is: {@code Sgl.type(segment, Sqe.sgl(at))}. */
    public static long sgl(long at) {
        return at + SGL_OFFSET;
    }
}
