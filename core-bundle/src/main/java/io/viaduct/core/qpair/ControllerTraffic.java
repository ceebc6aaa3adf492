package io.viaduct.core.qpair;

import io.viaduct.core.controller.HealthCounters;

/**
 * What a controller has moved, on all its queues, also those that are gone.
 *
 * @param nqn its subsystem
 * @param hostnqn its host
 * @param cntlid its identifier
 * @param counters a copy
 */
public record ControllerTraffic(String nqn, String hostnqn, int cntlid, HealthCounters counters) {}
