package io.viaduct.api.admin;

/**
 * How an admin command ends.
 *
 * @param status as {@link io.viaduct.api.nvme.Status} encodes it, 0 for success
 * @param result dwords 0 and 1 of the completion queue entry
 * @param data for the host, not more than it has room for; the rest of its room reads as zeroes
 */
public record AdminReply(int status, long result, byte[] data) {
    private static final byte[] NONE = {};

    /** Success with a result. */
    public static AdminReply of(long result) {
        return new AdminReply(0, result, NONE);
    }

    /** Success with data for the host. */
    public static AdminReply of(byte[] data) {
        return new AdminReply(0, 0, data);
    }

    /** A failure. */
    public static AdminReply failed(int status) {
        return new AdminReply(status, 0, NONE);
    }
}
