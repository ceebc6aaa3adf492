package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Identify Namespace data structure (CNS 0). NVM Express NVM Command Set Specification 1.1,
 * Identify Namespace Data Structure.
 */
public final class IdentifyNamespace {
    public static final int LENGTH = 4096;

    public static final int NSFEAT_THIN_PROV = 1 << 0;
    public static final int NSFEAT_NS_ATOMIC_WRITE_UNIT = 1 << 1;
    public static final int NSFEAT_DEALLOC_OR_UNWRITTEN_ERROR = 1 << 2;
    public static final int NSFEAT_GUID_NEVER_REUSED = 1 << 3;

    /** NPWG, NPWA, NPDG, NPDA and NOWS are set. */
    public static final int NSFEAT_OPTPERF = 1 << 4;

    /** Metadata is at the end of the data. */
    public static final int FLBAS_EXTENDED = 1 << 4;

    public static final int MC_EXTENDED = 1 << 0;
    public static final int MC_POINTER = 1 << 1;

    public static final int DPC_PIT1 = 1 << 0;
    public static final int DPC_PIT2 = 1 << 1;
    public static final int DPC_PIT3 = 1 << 2;
    public static final int DPC_MD_START = 1 << 3;
    public static final int DPC_MD_END = 1 << 4;

    public static final int DPS_MD_START = 1 << 3;

    /** Several controllers may have it attached. */
    public static final int NMIC_SHRNS = 1 << 0;

    public static final int NMIC_DISNS = 1 << 1;

    public static final int RESCAP_PTPLS = 1 << 0;
    public static final int RESCAP_WES = 1 << 1;
    public static final int RESCAP_EAS = 1 << 2;
    public static final int RESCAP_WEROS = 1 << 3;
    public static final int RESCAP_EAROS = 1 << 4;
    public static final int RESCAP_WEARS = 1 << 5;
    public static final int RESCAP_EAARS = 1 << 6;
    public static final int RESCAP_IEKS = 1 << 7;

    /** Deallocated blocks read as zeroes. */
    public static final int DLFEAT_READ_ZEROES = 1;

    /** Deallocated blocks read as ones. */
    public static final int DLFEAT_READ_ONES = 2;

    public static final int DLFEAT_WRITE_ZERO_DEALLOCATE = 1 << 3;
    public static final int DLFEAT_GUARD_VALUE = 1 << 4;

    /** Currently write protected. */
    public static final int NSATTR_CWP = 1 << 0;

    /** LBA formats that the structure has room for. */
    public static final int LBA_FORMATS = 64;

    private static final int NSZE_OFFSET = 0;
    private static final int NCAP_OFFSET = 8;
    private static final int NUSE_OFFSET = 16;
    private static final int NSFEAT_OFFSET = 24;
    private static final int NLBAF_OFFSET = 25;
    private static final int FLBAS_OFFSET = 26;
    private static final int MC_OFFSET = 27;
    private static final int DPC_OFFSET = 28;
    private static final int DPS_OFFSET = 29;
    private static final int NMIC_OFFSET = 30;
    private static final int RESCAP_OFFSET = 31;
    private static final int FPI_OFFSET = 32;
    private static final int DLFEAT_OFFSET = 33;
    private static final int NAWUN_OFFSET = 34;
    private static final int NAWUPF_OFFSET = 36;
    private static final int NACWU_OFFSET = 38;
    private static final int NABSN_OFFSET = 40;
    private static final int NABO_OFFSET = 42;
    private static final int NABSPF_OFFSET = 44;
    private static final int NOIOB_OFFSET = 46;
    private static final int NVMCAP_OFFSET = 48;
    private static final int NPWG_OFFSET = 64;
    private static final int NPWA_OFFSET = 66;
    private static final int NPDG_OFFSET = 68;
    private static final int NPDA_OFFSET = 70;
    private static final int NOWS_OFFSET = 72;
    private static final int MSSRL_OFFSET = 74;
    private static final int MCL_OFFSET = 76;
    private static final int MSRC_OFFSET = 80;
    private static final int ANAGRPID_OFFSET = 92;
    private static final int NSATTR_OFFSET = 99;
    private static final int NVMSETID_OFFSET = 100;
    private static final int ENDGID_OFFSET = 102;
    private static final int NGUID_OFFSET = 104;
    private static final int EUI64_OFFSET = 120;
    private static final int NGUID_LENGTH = 16;
    private static final int EUI64_LENGTH = 8;
    private static final int LBAF_OFFSET = 128;
    private static final int LBAF_LENGTH = 4;

    private IdentifyNamespace() {}

    /** Blocks. */
    public static long nsze(MemorySegment segment, long at) {
        return Wire.i64(segment, at + NSZE_OFFSET);
    }

    public static void nsze(MemorySegment segment, long at, long nsze) {
        Wire.i64(segment, at + NSZE_OFFSET, nsze);
    }

    /** Blocks; 0 for an inactive namespace. */
    public static long ncap(MemorySegment segment, long at) {
        return Wire.i64(segment, at + NCAP_OFFSET);
    }

    public static void ncap(MemorySegment segment, long at, long ncap) {
        Wire.i64(segment, at + NCAP_OFFSET, ncap);
    }

    /** Blocks. */
    public static long nuse(MemorySegment segment, long at) {
        return Wire.i64(segment, at + NUSE_OFFSET);
    }

    public static void nuse(MemorySegment segment, long at, long nuse) {
        Wire.i64(segment, at + NUSE_OFFSET, nuse);
    }

    public static int nsfeat(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NSFEAT_OFFSET);
    }

    public static void nsfeat(MemorySegment segment, long at, int nsfeat) {
        Wire.u8(segment, at + NSFEAT_OFFSET, nsfeat);
    }

    /** 0-based. */
    public static int nlbaf(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NLBAF_OFFSET);
    }

    public static void nlbaf(MemorySegment segment, long at, int nlbaf) {
        Wire.u8(segment, at + NLBAF_OFFSET, nlbaf);
    }

    public static int flbas(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FLBAS_OFFSET);
    }

    public static void flbas(MemorySegment segment, long at, int flbas) {
        Wire.u8(segment, at + FLBAS_OFFSET, flbas);
    }

    public static int mc(MemorySegment segment, long at) {
        return Wire.u8(segment, at + MC_OFFSET);
    }

    public static void mc(MemorySegment segment, long at, int mc) {
        Wire.u8(segment, at + MC_OFFSET, mc);
    }

    public static int dpc(MemorySegment segment, long at) {
        return Wire.u8(segment, at + DPC_OFFSET);
    }

    public static void dpc(MemorySegment segment, long at, int dpc) {
        Wire.u8(segment, at + DPC_OFFSET, dpc);
    }

    public static int dps(MemorySegment segment, long at) {
        return Wire.u8(segment, at + DPS_OFFSET);
    }

    public static void dps(MemorySegment segment, long at, int dps) {
        Wire.u8(segment, at + DPS_OFFSET, dps);
    }

    public static int nmic(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NMIC_OFFSET);
    }

    public static void nmic(MemorySegment segment, long at, int nmic) {
        Wire.u8(segment, at + NMIC_OFFSET, nmic);
    }

    public static int rescap(MemorySegment segment, long at) {
        return Wire.u8(segment, at + RESCAP_OFFSET);
    }

    public static void rescap(MemorySegment segment, long at, int rescap) {
        Wire.u8(segment, at + RESCAP_OFFSET, rescap);
    }

    public static int fpi(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FPI_OFFSET);
    }

    public static void fpi(MemorySegment segment, long at, int fpi) {
        Wire.u8(segment, at + FPI_OFFSET, fpi);
    }

    public static int dlfeat(MemorySegment segment, long at) {
        return Wire.u8(segment, at + DLFEAT_OFFSET);
    }

    public static void dlfeat(MemorySegment segment, long at, int dlfeat) {
        Wire.u8(segment, at + DLFEAT_OFFSET, dlfeat);
    }

    /** 0-based. */
    public static int nawun(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NAWUN_OFFSET);
    }

    public static void nawun(MemorySegment segment, long at, int nawun) {
        Wire.u16(segment, at + NAWUN_OFFSET, nawun);
    }

    /** 0-based. */
    public static int nawupf(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NAWUPF_OFFSET);
    }

    public static void nawupf(MemorySegment segment, long at, int nawupf) {
        Wire.u16(segment, at + NAWUPF_OFFSET, nawupf);
    }

    /** 0-based. */
    public static int nacwu(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NACWU_OFFSET);
    }

    public static void nacwu(MemorySegment segment, long at, int nacwu) {
        Wire.u16(segment, at + NACWU_OFFSET, nacwu);
    }

    /** 0-based. */
    public static int nabsn(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NABSN_OFFSET);
    }

    public static void nabsn(MemorySegment segment, long at, int nabsn) {
        Wire.u16(segment, at + NABSN_OFFSET, nabsn);
    }

    public static int nabo(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NABO_OFFSET);
    }

    public static void nabo(MemorySegment segment, long at, int nabo) {
        Wire.u16(segment, at + NABO_OFFSET, nabo);
    }

    /** 0-based. */
    public static int nabspf(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NABSPF_OFFSET);
    }

    public static void nabspf(MemorySegment segment, long at, int nabspf) {
        Wire.u16(segment, at + NABSPF_OFFSET, nabspf);
    }

    /** Blocks. */
    public static int noiob(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NOIOB_OFFSET);
    }

    public static void noiob(MemorySegment segment, long at, int noiob) {
        Wire.u16(segment, at + NOIOB_OFFSET, noiob);
    }

    /** Bytes. 128 bits on the wire; the low 64 here. */
    public static long nvmcap(MemorySegment segment, long at) {
        return Wire.i64(segment, at + NVMCAP_OFFSET);
    }

    public static void nvmcap(MemorySegment segment, long at, long nvmcap) {
        Wire.i64(segment, at + NVMCAP_OFFSET, nvmcap);
        Wire.i64(segment, at + NVMCAP_OFFSET + 8, 0);
    }

    /** Blocks, 0-based. */
    public static int npwg(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NPWG_OFFSET);
    }

    public static void npwg(MemorySegment segment, long at, int npwg) {
        Wire.u16(segment, at + NPWG_OFFSET, npwg);
    }

    /** Blocks, 0-based. */
    public static int npwa(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NPWA_OFFSET);
    }

    public static void npwa(MemorySegment segment, long at, int npwa) {
        Wire.u16(segment, at + NPWA_OFFSET, npwa);
    }

    /** Blocks, 0-based. */
    public static int npdg(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NPDG_OFFSET);
    }

    public static void npdg(MemorySegment segment, long at, int npdg) {
        Wire.u16(segment, at + NPDG_OFFSET, npdg);
    }

    /** Blocks, 0-based. */
    public static int npda(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NPDA_OFFSET);
    }

    public static void npda(MemorySegment segment, long at, int npda) {
        Wire.u16(segment, at + NPDA_OFFSET, npda);
    }

    /** Blocks, 0-based. */
    public static int nows(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NOWS_OFFSET);
    }

    public static void nows(MemorySegment segment, long at, int nows) {
        Wire.u16(segment, at + NOWS_OFFSET, nows);
    }

    /** Copy: blocks of a source range. */
    public static int mssrl(MemorySegment segment, long at) {
        return Wire.u16(segment, at + MSSRL_OFFSET);
    }

    public static void mssrl(MemorySegment segment, long at, int mssrl) {
        Wire.u16(segment, at + MSSRL_OFFSET, mssrl);
    }

    /** Copy: blocks of a command. */
    public static int mcl(MemorySegment segment, long at) {
        return Wire.i32(segment, at + MCL_OFFSET);
    }

    public static void mcl(MemorySegment segment, long at, int mcl) {
        Wire.i32(segment, at + MCL_OFFSET, mcl);
    }

    /** Copy: source ranges, 0-based. */
    public static int msrc(MemorySegment segment, long at) {
        return Wire.u8(segment, at + MSRC_OFFSET);
    }

    public static void msrc(MemorySegment segment, long at, int msrc) {
        Wire.u8(segment, at + MSRC_OFFSET, msrc);
    }

    public static int anagrpid(MemorySegment segment, long at) {
        return Wire.i32(segment, at + ANAGRPID_OFFSET);
    }

    public static void anagrpid(MemorySegment segment, long at, int anagrpid) {
        Wire.i32(segment, at + ANAGRPID_OFFSET, anagrpid);
    }

    public static int nsattr(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NSATTR_OFFSET);
    }

    public static void nsattr(MemorySegment segment, long at, int nsattr) {
        Wire.u8(segment, at + NSATTR_OFFSET, nsattr);
    }

    public static int nvmsetid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NVMSETID_OFFSET);
    }

    public static void nvmsetid(MemorySegment segment, long at, int nvmsetid) {
        Wire.u16(segment, at + NVMSETID_OFFSET, nvmsetid);
    }

    public static int endgid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ENDGID_OFFSET);
    }

    public static void endgid(MemorySegment segment, long at, int endgid) {
        Wire.u16(segment, at + ENDGID_OFFSET, endgid);
    }

    /** Control path; allocates. */
    public static byte[] nguid(MemorySegment segment, long at) {
        return Text.bytes(segment, at + NGUID_OFFSET, NGUID_LENGTH);
    }

    public static void nguid(MemorySegment segment, long at, byte[] nguid) {
        Text.bytes(segment, at + NGUID_OFFSET, NGUID_LENGTH, nguid);
    }

    /** Control path; allocates. */
    public static byte[] eui64(MemorySegment segment, long at) {
        return Text.bytes(segment, at + EUI64_OFFSET, EUI64_LENGTH);
    }

    public static void eui64(MemorySegment segment, long at, byte[] eui64) {
        Text.bytes(segment, at + EUI64_OFFSET, EUI64_LENGTH, eui64);
    }

    /** The LBA format that FLBAS selects. */
    public static int format(MemorySegment segment, long at) {
        int flbas = flbas(segment, at);
        return Wire.bits(flbas, 0, 4) | (Wire.bits(flbas, 5, 2) << 4);
    }

    /** Metadata size of a format in bytes. */
    public static int lbafMs(MemorySegment segment, long at, int format) {
        return Wire.u16(segment, lbaf(at, format));
    }

    /** Block size of a format as a power of two. */
    public static int lbafLbads(MemorySegment segment, long at, int format) {
        return Wire.u8(segment, lbaf(at, format) + 2);
    }

    /** Relative performance of a format: 0 best, 3 degraded. */
    public static int lbafRp(MemorySegment segment, long at, int format) {
        return Wire.bits(Wire.u8(segment, lbaf(at, format) + 3), 0, 2);
    }

    /** Writes a format: metadata bytes, block size as a power of two, relative performance. */
    public static void lbaf(MemorySegment segment, long at, int format, int ms, int lbads, int rp) {
        Wire.i32(segment, lbaf(at, format), ms | (lbads << 16) | (rp << 24));
    }

    private static long lbaf(long at, int format) {
        return at + LBAF_OFFSET + (long) format * LBAF_LENGTH;
    }
}
