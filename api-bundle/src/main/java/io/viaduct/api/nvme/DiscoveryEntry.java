package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * One entry of the discovery log page. NVM Express Base Specification 2.1, Discovery Log Page
 * Entry.
 */
public final class DiscoveryEntry {
    public static final int LENGTH = 1024;

    public static final int TRTYPE_RDMA = 0x01;
    public static final int TRTYPE_FC = 0x02;
    public static final int TRTYPE_TCP = 0x03;
    public static final int TRTYPE_INTRA_HOST = 0xfe;

    public static final int ADRFAM_NOT_SPECIFIED = 0x00;
    public static final int ADRFAM_IPV4 = 0x01;
    public static final int ADRFAM_IPV6 = 0x02;
    public static final int ADRFAM_IB = 0x03;
    public static final int ADRFAM_FC = 0x04;
    public static final int ADRFAM_INTRA_HOST = 0xfe;

    /** A referral to another discovery service. */
    public static final int SUBTYPE_DISCOVERY = 0x01;

    public static final int SUBTYPE_NVME = 0x02;
    public static final int SUBTYPE_DISCOVERY_CURRENT = 0x03;

    public static final int TREQ_NOT_SPECIFIED = 0x00;
    public static final int TREQ_REQUIRED = 0x01;
    public static final int TREQ_NOT_REQUIRED = 0x02;

    public static final int EFLAGS_DUPRETINFO = 1 << 0;

    /** Explicit persistent connections are supported. */
    public static final int EFLAGS_EPCSD = 1 << 1;

    public static final int TCP_SECURITY_NONE = 0x00;
    public static final int TCP_SECURITY_TLS_1_2 = 0x01;
    public static final int TCP_SECURITY_TLS_1_3 = 0x02;

    public static final int RDMA_QPTYPE_CONNECTED = 0x01;
    public static final int RDMA_QPTYPE_DATAGRAM = 0x02;
    public static final int RDMA_PRTYPE_NONE = 0x01;
    public static final int RDMA_PRTYPE_IB = 0x02;
    public static final int RDMA_PRTYPE_ROCE = 0x03;
    public static final int RDMA_PRTYPE_ROCE2 = 0x04;
    public static final int RDMA_PRTYPE_IWARP = 0x05;
    public static final int RDMA_CMS_RDMA_CM = 0x01;

    private static final int TRTYPE_OFFSET = 0;
    private static final int ADRFAM_OFFSET = 1;
    private static final int SUBTYPE_OFFSET = 2;
    private static final int TREQ_OFFSET = 3;
    private static final int PORTID_OFFSET = 4;
    private static final int CNTLID_OFFSET = 6;
    private static final int ASQSZ_OFFSET = 8;
    private static final int EFLAGS_OFFSET = 10;
    private static final int TRSVCID_OFFSET = 32;
    private static final int SUBNQN_OFFSET = 256;
    private static final int TRADDR_OFFSET = 512;
    private static final int TSAS_OFFSET = 768;
    private static final int RDMA_PRTYPE_OFFSET = 769;
    private static final int RDMA_CMS_OFFSET = 770;
    private static final int RDMA_PKEY_OFFSET = 776;
    private static final int TRSVCID_LENGTH = 32;
    private static final int TRADDR_LENGTH = 256;
    private static final int TSAS_LENGTH = 256;

    private DiscoveryEntry() {}

    public static int trtype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + TRTYPE_OFFSET);
    }

    public static void trtype(MemorySegment segment, long at, int trtype) {
        Wire.u8(segment, at + TRTYPE_OFFSET, trtype);
    }

    public static int adrfam(MemorySegment segment, long at) {
        return Wire.u8(segment, at + ADRFAM_OFFSET);
    }

    public static void adrfam(MemorySegment segment, long at, int adrfam) {
        Wire.u8(segment, at + ADRFAM_OFFSET, adrfam);
    }

    public static int subtype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + SUBTYPE_OFFSET);
    }

    public static void subtype(MemorySegment segment, long at, int subtype) {
        Wire.u8(segment, at + SUBTYPE_OFFSET, subtype);
    }

    public static int treq(MemorySegment segment, long at) {
        return Wire.u8(segment, at + TREQ_OFFSET);
    }

    public static void treq(MemorySegment segment, long at, int treq) {
        Wire.u8(segment, at + TREQ_OFFSET, treq);
    }

    public static int portid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + PORTID_OFFSET);
    }

    public static void portid(MemorySegment segment, long at, int portid) {
        Wire.u16(segment, at + PORTID_OFFSET, portid);
    }

    public static int cntlid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CNTLID_OFFSET);
    }

    public static void cntlid(MemorySegment segment, long at, int cntlid) {
        Wire.u16(segment, at + CNTLID_OFFSET, cntlid);
    }

    public static int asqsz(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ASQSZ_OFFSET);
    }

    public static void asqsz(MemorySegment segment, long at, int asqsz) {
        Wire.u16(segment, at + ASQSZ_OFFSET, asqsz);
    }

    public static int eflags(MemorySegment segment, long at) {
        return Wire.u16(segment, at + EFLAGS_OFFSET);
    }

    public static void eflags(MemorySegment segment, long at, int eflags) {
        Wire.u16(segment, at + EFLAGS_OFFSET, eflags);
    }

    /** Control path; allocates. */
    public static String trsvcidText(MemorySegment segment, long at) {
        return Text.padded(segment, at + TRSVCID_OFFSET, TRSVCID_LENGTH);
    }

    public static void trsvcidText(MemorySegment segment, long at, String trsvcid) {
        Text.padded(segment, at + TRSVCID_OFFSET, TRSVCID_LENGTH, trsvcid);
    }

    /** Control path; allocates. */
    public static String subnqnText(MemorySegment segment, long at) {
        return Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH);
    }

    public static void subnqnText(MemorySegment segment, long at, String subnqn) {
        Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH, subnqn);
    }

    /** Control path; allocates. */
    public static String traddrText(MemorySegment segment, long at) {
        return Text.padded(segment, at + TRADDR_OFFSET, TRADDR_LENGTH);
    }

    public static void traddrText(MemorySegment segment, long at, String traddr) {
        Text.padded(segment, at + TRADDR_OFFSET, TRADDR_LENGTH, traddr);
    }

    /** The transport specific address subtype, 256 bytes. Control path; allocates. */
    public static byte[] tsas(MemorySegment segment, long at) {
        return Text.bytes(segment, at + TSAS_OFFSET, TSAS_LENGTH);
    }

    /** The transport specific address subtype as the transport composes it, at most 256 bytes. */
    public static void tsas(MemorySegment segment, long at, byte[] tsas) {
        if (tsas.length > TSAS_LENGTH) {
            throw new IllegalArgumentException(tsas.length + " bytes in a field of " + TSAS_LENGTH);
        }
        Text.bytes(segment, at + TSAS_OFFSET, tsas.length, tsas);
    }

    /** Of TCP. */
    public static int tcpSectype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + TSAS_OFFSET);
    }

    public static void tcpSectype(MemorySegment segment, long at, int tcpSectype) {
        Wire.u8(segment, at + TSAS_OFFSET, tcpSectype);
    }

    /** Of RDMA. */
    public static int rdmaQptype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + TSAS_OFFSET);
    }

    public static void rdmaQptype(MemorySegment segment, long at, int rdmaQptype) {
        Wire.u8(segment, at + TSAS_OFFSET, rdmaQptype);
    }

    /** Of RDMA. */
    public static int rdmaPrtype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + RDMA_PRTYPE_OFFSET);
    }

    public static void rdmaPrtype(MemorySegment segment, long at, int rdmaPrtype) {
        Wire.u8(segment, at + RDMA_PRTYPE_OFFSET, rdmaPrtype);
    }

    /** Of RDMA. */
    public static int rdmaCms(MemorySegment segment, long at) {
        return Wire.u8(segment, at + RDMA_CMS_OFFSET);
    }

    public static void rdmaCms(MemorySegment segment, long at, int rdmaCms) {
        Wire.u8(segment, at + RDMA_CMS_OFFSET, rdmaCms);
    }

    /** Of RDMA. */
    public static int rdmaPkey(MemorySegment segment, long at) {
        return Wire.u16(segment, at + RDMA_PKEY_OFFSET);
    }

    public static void rdmaPkey(MemorySegment segment, long at, int rdmaPkey) {
        Wire.u16(segment, at + RDMA_PKEY_OFFSET, rdmaPkey);
    }
}
