package io.viaduct.api.transport;

/**
 * What the core has to know of a transport; the names are those of SPDK's nvmf_create_transport.
 *
 * @param maxQueueDepth entries of an I/O queue, 2 to 65536
 * @param maxIoQpairsPerCtrlr I/O queues of one controller, 1 to 65535
 * @param inCapsuleDataSize bytes of data in an I/O command capsule
 * @param maxIoSize bytes of one command's data, a power of two of at least 4096
 * @param ioUnitSize bytes of one buffer
 * @param maxAqDepth entries of the admin queue, 32 to 4096
 * @param abortTimeoutSec seconds an Abort waits for its command
 * @param kas granularity of keep alive in 100 ms, at least 1
 * @param minKatoMs shortest keep-alive time-out, milliseconds
 */
public record TransportOptions(
        int maxQueueDepth,
        int maxIoQpairsPerCtrlr,
        int inCapsuleDataSize,
        int maxIoSize,
        int ioUnitSize,
        int maxAqDepth,
        int abortTimeoutSec,
        int kas,
        int minKatoMs) {
    /** Least depth of an admin queue (NVMe over Fabrics). */
    public static final int ADMIN_QUEUE_DEPTH_MIN = 32;

    /** Most entries of an admin queue (AQA.ASQS). */
    public static final int ADMIN_QUEUE_DEPTH_MAX = 4096;

    /** Smallest maximum data transfer: one page of the smallest size. */
    public static final int IO_SIZE_MIN = 4096;

    /** Largest maximum data transfer that buffers and scatter lists are made for. */
    public static final int IO_SIZE_MAX = 2 * 1024 * 1024;

    /** Checks the ranges given above; the message names the RPC parameter and the value. */
    public TransportOptions {
        check("max_queue_depth", maxQueueDepth, 2, 65536);
        check("max_io_qpairs_per_ctrlr", maxIoQpairsPerCtrlr, 1, 65535);
        check("in_capsule_data_size", inCapsuleDataSize, 0, IO_SIZE_MAX);
        check("max_io_size", maxIoSize, IO_SIZE_MIN, IO_SIZE_MAX);
        if (Integer.bitCount(maxIoSize) != 1) {
            throw new IllegalArgumentException(
                    "max_io_size " + maxIoSize + " is not a power of two");
        }
        check("io_unit_size", ioUnitSize, 512, IO_SIZE_MAX);
        check("max_aq_depth", maxAqDepth, ADMIN_QUEUE_DEPTH_MIN, ADMIN_QUEUE_DEPTH_MAX);
        check("abort_timeout_sec", abortTimeoutSec, 0, Integer.MAX_VALUE);
        check("kas", kas, 1, 65535);
        check("min_kato", minKatoMs, 0, Integer.MAX_VALUE);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " " + value + " is outside " + min + " to " + max);
        }
    }
}
