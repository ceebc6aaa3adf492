package io.viaduct.core.qpair;

/**
 * Queue pairs of a target on one reactor that have connected.
 *
 * @param reactor its name
 * @param adminEver admin queues since the start
 * @param ioEver I/O queues since the start
 * @param adminNow admin queues there are
 * @param ioNow I/O queues there are
 * @param unassociatedNow connections that have not sent Connect yet
 * @param ioAnswered commands that I/O queues have answered since the start
 */
public record QpairCounts(
        String reactor,
        long adminEver,
        long ioEver,
        long adminNow,
        long ioNow,
        long unassociatedNow,
        long ioAnswered) {}
