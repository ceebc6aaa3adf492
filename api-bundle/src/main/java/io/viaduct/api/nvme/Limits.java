package io.viaduct.api.nvme;

/**
 * Limits and well known numbers. NVM Express Base Specification 2.1, Queues, Keep Alive and
 * Fabrics; NVM Express TCP Transport Specification 1.1, port numbers.
 */
public final class Limits {
    /** Every namespace. */
    public static final int BROADCAST_NSID = 0xffff_ffff;

    /** I/O queues of a controller. */
    public static final int IO_QUEUES_MAX = 65535;

    public static final int QUEUE_ENTRIES_MIN = 2;
    public static final int QUEUE_ENTRIES_MAX = 65536;

    /** On a memory based transport. */
    public static final int ADMIN_QUEUE_ENTRIES_MAX = 4096;

    /** What a Fabrics controller offers at least. */
    public static final int FABRICS_ADMIN_QUEUE_ENTRIES_MIN = 32;

    /** Ranges of a Dataset Management command. */
    public static final int DSM_RANGES_MAX = 256;

    /**
     * Entries of the Changed Namespace List; more are told by a first entry of {@link
     * #BROADCAST_NSID}.
     */
    public static final int CHANGED_NAMESPACES_MAX = 1024;

    /** Of every Identify data structure. */
    public static final int IDENTIFY_LENGTH = 4096;

    public static final int NAMESPACE_LIST_ENTRIES = 1024;

    /** Memory page where CC.MPS is 0, as it is on Fabrics. */
    public static final int PAGE_SIZE_MIN = 4096;

    /** "NVMe", which the NSSR property must be set to. */
    public static final int NSSR_MAGIC = 0x4e56_4d65;

    /** I/O controllers over TCP and RDMA. */
    public static final int TCP_PORT = 4420;

    /** Discovery controllers over TCP. */
    public static final int TCP_DISCOVERY_PORT = 8009;

    private Limits() {}
}
