package io.viaduct.core.qpair;

/**
 * Queue pairs of a target on one reactor that have connected.
 *
 * @param reactor its name
 * @param adminEver admin queues since the start
 * @param ioEver I/O queues since the start
 * @param adminNow admin queues there are
 * @param ioNow I/O queues there are
 */
public record QpairCounts(String reactor, long adminEver, long ioEver, long adminNow, long ioNow) {}
