package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Identify Controller data structure, bytes 0 to 1023. Bits of its fields are constants of {@link
 * ControllerAttribute}; what concerns Fabrics alone is {@link IdentifyControllerFabrics}. NVM
 * Express Base Specification 2.1, Identify Controller Data Structure.
 */
public final class IdentifyController {
    public static final int LENGTH = 4096;

    private static final int VID_OFFSET = 0;
    private static final int SSVID_OFFSET = 2;
    private static final int SN_OFFSET = 4;
    private static final int MN_OFFSET = 24;
    private static final int FR_OFFSET = 64;
    private static final int RAB_OFFSET = 72;
    private static final int IEEE_OFFSET = 73;
    private static final int CMIC_OFFSET = 76;
    private static final int MDTS_OFFSET = 77;
    private static final int CNTLID_OFFSET = 78;
    private static final int VER_OFFSET = 80;
    private static final int OAES_OFFSET = 92;
    private static final int CTRATT_OFFSET = 96;
    private static final int CNTRLTYPE_OFFSET = 111;
    private static final int CRDT1_OFFSET = 128;
    private static final int CRDT2_OFFSET = 130;
    private static final int CRDT3_OFFSET = 132;
    private static final int OACS_OFFSET = 256;
    private static final int ACL_OFFSET = 258;
    private static final int AERL_OFFSET = 259;
    private static final int FRMW_OFFSET = 260;
    private static final int LPA_OFFSET = 261;
    private static final int ELPE_OFFSET = 262;
    private static final int NPSS_OFFSET = 263;
    private static final int WCTEMP_OFFSET = 266;
    private static final int CCTEMP_OFFSET = 268;
    private static final int TNVMCAP_OFFSET = 280;
    private static final int UNVMCAP_OFFSET = 296;
    private static final int KAS_OFFSET = 320;
    private static final int SANICAP_OFFSET = 328;
    private static final int ANATT_OFFSET = 342;
    private static final int ANACAP_OFFSET = 343;
    private static final int ANAGRPMAX_OFFSET = 344;
    private static final int NANAGRPID_OFFSET = 348;
    private static final int PELS_OFFSET = 352;
    private static final int SQES_OFFSET = 512;
    private static final int CQES_OFFSET = 513;
    private static final int MAXCMD_OFFSET = 514;
    private static final int NN_OFFSET = 516;
    private static final int ONCS_OFFSET = 520;
    private static final int FUSES_OFFSET = 522;
    private static final int FNA_OFFSET = 524;
    private static final int VWC_OFFSET = 525;
    private static final int AWUN_OFFSET = 526;
    private static final int AWUPF_OFFSET = 528;
    private static final int ACWU_OFFSET = 532;
    private static final int OCFS_OFFSET = 534;
    private static final int SGLS_OFFSET = 536;
    private static final int MNAN_OFFSET = 540;
    private static final int SUBNQN_OFFSET = 768;
    private static final int SN_LENGTH = 20;
    private static final int MN_LENGTH = 40;
    private static final int FR_LENGTH = 8;

    private IdentifyController() {}

    public static int vid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + VID_OFFSET);
    }

    public static void vid(MemorySegment segment, long at, int vid) {
        Wire.u16(segment, at + VID_OFFSET, vid);
    }

    public static int ssvid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + SSVID_OFFSET);
    }

    public static void ssvid(MemorySegment segment, long at, int ssvid) {
        Wire.u16(segment, at + SSVID_OFFSET, ssvid);
    }

    /** Control path; allocates. */
    public static String snText(MemorySegment segment, long at) {
        return Text.padded(segment, at + SN_OFFSET, SN_LENGTH);
    }

    public static void snText(MemorySegment segment, long at, String sn) {
        Text.padded(segment, at + SN_OFFSET, SN_LENGTH, sn);
    }

    /** Control path; allocates. */
    public static String mnText(MemorySegment segment, long at) {
        return Text.padded(segment, at + MN_OFFSET, MN_LENGTH);
    }

    public static void mnText(MemorySegment segment, long at, String mn) {
        Text.padded(segment, at + MN_OFFSET, MN_LENGTH, mn);
    }

    /** Control path; allocates. */
    public static String frText(MemorySegment segment, long at) {
        return Text.padded(segment, at + FR_OFFSET, FR_LENGTH);
    }

    public static void frText(MemorySegment segment, long at, String fr) {
        Text.padded(segment, at + FR_OFFSET, FR_LENGTH, fr);
    }

    public static int rab(MemorySegment segment, long at) {
        return Wire.u8(segment, at + RAB_OFFSET);
    }

    public static void rab(MemorySegment segment, long at, int rab) {
        Wire.u8(segment, at + RAB_OFFSET, rab);
    }

    public static int ieee(MemorySegment segment, long at) {
        return Wire.u24(segment, at + IEEE_OFFSET);
    }

    public static void ieee(MemorySegment segment, long at, int ieee) {
        Wire.u24(segment, at + IEEE_OFFSET, ieee);
    }

    public static int cmic(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CMIC_OFFSET);
    }

    public static void cmic(MemorySegment segment, long at, int cmic) {
        Wire.u8(segment, at + CMIC_OFFSET, cmic);
    }

    /** Power of two, in units of the smallest memory page; 0 for no limit. */
    public static int mdts(MemorySegment segment, long at) {
        return Wire.u8(segment, at + MDTS_OFFSET);
    }

    public static void mdts(MemorySegment segment, long at, int mdts) {
        Wire.u8(segment, at + MDTS_OFFSET, mdts);
    }

    public static int cntlid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CNTLID_OFFSET);
    }

    public static void cntlid(MemorySegment segment, long at, int cntlid) {
        Wire.u16(segment, at + CNTLID_OFFSET, cntlid);
    }

    /** See {@link Vs}. */
    public static int ver(MemorySegment segment, long at) {
        return Wire.i32(segment, at + VER_OFFSET);
    }

    public static void ver(MemorySegment segment, long at, int ver) {
        Wire.i32(segment, at + VER_OFFSET, ver);
    }

    public static int oaes(MemorySegment segment, long at) {
        return Wire.i32(segment, at + OAES_OFFSET);
    }

    public static void oaes(MemorySegment segment, long at, int oaes) {
        Wire.i32(segment, at + OAES_OFFSET, oaes);
    }

    public static int ctratt(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CTRATT_OFFSET);
    }

    public static void ctratt(MemorySegment segment, long at, int ctratt) {
        Wire.i32(segment, at + CTRATT_OFFSET, ctratt);
    }

    /** A {@code TYPE} of {@link ControllerAttribute}. */
    public static int cntrltype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CNTRLTYPE_OFFSET);
    }

    public static void cntrltype(MemorySegment segment, long at, int cntrltype) {
        Wire.u8(segment, at + CNTRLTYPE_OFFSET, cntrltype);
    }

    /** Units of 100 ms. */
    public static int crdt1(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CRDT1_OFFSET);
    }

    public static void crdt1(MemorySegment segment, long at, int crdt1) {
        Wire.u16(segment, at + CRDT1_OFFSET, crdt1);
    }

    /** Units of 100 ms. */
    public static int crdt2(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CRDT2_OFFSET);
    }

    public static void crdt2(MemorySegment segment, long at, int crdt2) {
        Wire.u16(segment, at + CRDT2_OFFSET, crdt2);
    }

    /** Units of 100 ms. */
    public static int crdt3(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CRDT3_OFFSET);
    }

    public static void crdt3(MemorySegment segment, long at, int crdt3) {
        Wire.u16(segment, at + CRDT3_OFFSET, crdt3);
    }

    public static int oacs(MemorySegment segment, long at) {
        return Wire.u16(segment, at + OACS_OFFSET);
    }

    public static void oacs(MemorySegment segment, long at, int oacs) {
        Wire.u16(segment, at + OACS_OFFSET, oacs);
    }

    /** 0-based. */
    public static int acl(MemorySegment segment, long at) {
        return Wire.u8(segment, at + ACL_OFFSET);
    }

    public static void acl(MemorySegment segment, long at, int acl) {
        Wire.u8(segment, at + ACL_OFFSET, acl);
    }

    /** 0-based. */
    public static int aerl(MemorySegment segment, long at) {
        return Wire.u8(segment, at + AERL_OFFSET);
    }

    public static void aerl(MemorySegment segment, long at, int aerl) {
        Wire.u8(segment, at + AERL_OFFSET, aerl);
    }

    public static int frmw(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FRMW_OFFSET);
    }

    public static void frmw(MemorySegment segment, long at, int frmw) {
        Wire.u8(segment, at + FRMW_OFFSET, frmw);
    }

    public static int lpa(MemorySegment segment, long at) {
        return Wire.u8(segment, at + LPA_OFFSET);
    }

    public static void lpa(MemorySegment segment, long at, int lpa) {
        Wire.u8(segment, at + LPA_OFFSET, lpa);
    }

    /** 0-based. */
    public static int elpe(MemorySegment segment, long at) {
        return Wire.u8(segment, at + ELPE_OFFSET);
    }

    public static void elpe(MemorySegment segment, long at, int elpe) {
        Wire.u8(segment, at + ELPE_OFFSET, elpe);
    }

    /** 0-based. */
    public static int npss(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NPSS_OFFSET);
    }

    public static void npss(MemorySegment segment, long at, int npss) {
        Wire.u8(segment, at + NPSS_OFFSET, npss);
    }

    /** Kelvin. */
    public static int wctemp(MemorySegment segment, long at) {
        return Wire.u16(segment, at + WCTEMP_OFFSET);
    }

    public static void wctemp(MemorySegment segment, long at, int wctemp) {
        Wire.u16(segment, at + WCTEMP_OFFSET, wctemp);
    }

    /** Kelvin. */
    public static int cctemp(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CCTEMP_OFFSET);
    }

    public static void cctemp(MemorySegment segment, long at, int cctemp) {
        Wire.u16(segment, at + CCTEMP_OFFSET, cctemp);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long tnvmcap(MemorySegment segment, long at) {
        return Wire.i64(segment, at + TNVMCAP_OFFSET);
    }

    public static void tnvmcap(MemorySegment segment, long at, long tnvmcap) {
        Wire.i64(segment, at + TNVMCAP_OFFSET, tnvmcap);
        Wire.i64(segment, at + TNVMCAP_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long unvmcap(MemorySegment segment, long at) {
        return Wire.i64(segment, at + UNVMCAP_OFFSET);
    }

    public static void unvmcap(MemorySegment segment, long at, long unvmcap) {
        Wire.i64(segment, at + UNVMCAP_OFFSET, unvmcap);
        Wire.i64(segment, at + UNVMCAP_OFFSET + 8, 0);
    }

    /** Units of 100 ms; 0 for no keep alive. */
    public static int kas(MemorySegment segment, long at) {
        return Wire.u16(segment, at + KAS_OFFSET);
    }

    public static void kas(MemorySegment segment, long at, int kas) {
        Wire.u16(segment, at + KAS_OFFSET, kas);
    }

    public static int sanicap(MemorySegment segment, long at) {
        return Wire.i32(segment, at + SANICAP_OFFSET);
    }

    public static void sanicap(MemorySegment segment, long at, int sanicap) {
        Wire.i32(segment, at + SANICAP_OFFSET, sanicap);
    }

    /** Largest persistent event log, units of 64 KiB. */
    public static int pels(MemorySegment segment, long at) {
        return Wire.i32(segment, at + PELS_OFFSET);
    }

    public static void pels(MemorySegment segment, long at, int pels) {
        Wire.i32(segment, at + PELS_OFFSET, pels);
    }

    /** Seconds. */
    public static int anatt(MemorySegment segment, long at) {
        return Wire.u8(segment, at + ANATT_OFFSET);
    }

    public static void anatt(MemorySegment segment, long at, int anatt) {
        Wire.u8(segment, at + ANATT_OFFSET, anatt);
    }

    public static int anacap(MemorySegment segment, long at) {
        return Wire.u8(segment, at + ANACAP_OFFSET);
    }

    public static void anacap(MemorySegment segment, long at, int anacap) {
        Wire.u8(segment, at + ANACAP_OFFSET, anacap);
    }

    public static int anagrpmax(MemorySegment segment, long at) {
        return Wire.i32(segment, at + ANAGRPMAX_OFFSET);
    }

    public static void anagrpmax(MemorySegment segment, long at, int anagrpmax) {
        Wire.i32(segment, at + ANAGRPMAX_OFFSET, anagrpmax);
    }

    public static int nanagrpid(MemorySegment segment, long at) {
        return Wire.i32(segment, at + NANAGRPID_OFFSET);
    }

    public static void nanagrpid(MemorySegment segment, long at, int nanagrpid) {
        Wire.i32(segment, at + NANAGRPID_OFFSET, nanagrpid);
    }

    /** Required size in bits 3:0, largest in 7:4, both powers of two. */
    public static int sqes(MemorySegment segment, long at) {
        return Wire.u8(segment, at + SQES_OFFSET);
    }

    public static void sqes(MemorySegment segment, long at, int sqes) {
        Wire.u8(segment, at + SQES_OFFSET, sqes);
    }

    /** Required size in bits 3:0, largest in 7:4, both powers of two. */
    public static int cqes(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CQES_OFFSET);
    }

    public static void cqes(MemorySegment segment, long at, int cqes) {
        Wire.u8(segment, at + CQES_OFFSET, cqes);
    }

    public static int maxcmd(MemorySegment segment, long at) {
        return Wire.u16(segment, at + MAXCMD_OFFSET);
    }

    public static void maxcmd(MemorySegment segment, long at, int maxcmd) {
        Wire.u16(segment, at + MAXCMD_OFFSET, maxcmd);
    }

    public static int nn(MemorySegment segment, long at) {
        return Wire.i32(segment, at + NN_OFFSET);
    }

    public static void nn(MemorySegment segment, long at, int nn) {
        Wire.i32(segment, at + NN_OFFSET, nn);
    }

    public static int oncs(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ONCS_OFFSET);
    }

    public static void oncs(MemorySegment segment, long at, int oncs) {
        Wire.u16(segment, at + ONCS_OFFSET, oncs);
    }

    public static int fuses(MemorySegment segment, long at) {
        return Wire.u16(segment, at + FUSES_OFFSET);
    }

    public static void fuses(MemorySegment segment, long at, int fuses) {
        Wire.u16(segment, at + FUSES_OFFSET, fuses);
    }

    public static int fna(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FNA_OFFSET);
    }

    public static void fna(MemorySegment segment, long at, int fna) {
        Wire.u8(segment, at + FNA_OFFSET, fna);
    }

    public static int vwc(MemorySegment segment, long at) {
        return Wire.u8(segment, at + VWC_OFFSET);
    }

    public static void vwc(MemorySegment segment, long at, int vwc) {
        Wire.u8(segment, at + VWC_OFFSET, vwc);
    }

    /** 0-based. */
    public static int awun(MemorySegment segment, long at) {
        return Wire.u16(segment, at + AWUN_OFFSET);
    }

    public static void awun(MemorySegment segment, long at, int awun) {
        Wire.u16(segment, at + AWUN_OFFSET, awun);
    }

    /** 0-based. */
    public static int awupf(MemorySegment segment, long at) {
        return Wire.u16(segment, at + AWUPF_OFFSET);
    }

    public static void awupf(MemorySegment segment, long at, int awupf) {
        Wire.u16(segment, at + AWUPF_OFFSET, awupf);
    }

    /** 0-based. */
    public static int acwu(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ACWU_OFFSET);
    }

    public static void acwu(MemorySegment segment, long at, int acwu) {
        Wire.u16(segment, at + ACWU_OFFSET, acwu);
    }

    public static int ocfs(MemorySegment segment, long at) {
        return Wire.u16(segment, at + OCFS_OFFSET);
    }

    public static void ocfs(MemorySegment segment, long at, int ocfs) {
        Wire.u16(segment, at + OCFS_OFFSET, ocfs);
    }

    public static int sgls(MemorySegment segment, long at) {
        return Wire.i32(segment, at + SGLS_OFFSET);
    }

    public static void sgls(MemorySegment segment, long at, int sgls) {
        Wire.i32(segment, at + SGLS_OFFSET, sgls);
    }

    public static int mnan(MemorySegment segment, long at) {
        return Wire.i32(segment, at + MNAN_OFFSET);
    }

    public static void mnan(MemorySegment segment, long at, int mnan) {
        Wire.i32(segment, at + MNAN_OFFSET, mnan);
    }

    /** Control path; allocates. */
    public static String subnqnText(MemorySegment segment, long at) {
        return Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH);
    }

    public static void subnqnText(MemorySegment segment, long at, String subnqn) {
        Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH, subnqn);
    }
}
