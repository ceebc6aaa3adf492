package io.viaduct.rpc;

/**
 * What the clients of a server may take, all of them together.
 *
 * @param unsentBytes answers that one client leaves unread; one answer is never longer
 * @param unsentBytesTotal answers that all of them leave unread
 * @param silentMs how long a client may be silent while others wait for a connection
 */
record Limits(int unsentBytes, long unsentBytesTotal, long silentMs) {
    /** SPDK's largest send buffer; four such clients; and patience with one that only thinks. */
    static final Limits DEFAULT = new Limits(32 * 1024 * 1024, 128L * 1024 * 1024, 10_000);
}
