package io.viaduct.core.qpair;

import io.viaduct.core.controller.Association;
import io.viaduct.core.controller.HealthCounters;

import java.util.stream.Stream;

/**
 * What a host has moved of a namespace on one queue that is connected.
 *
 * @param nqn the subsystem
 * @param hostnqn the host
 * @param nsid the namespace's identifier, or {@code QpairCounters.OTHERS}
 * @param counters a copy
 */
public record HostTraffic(String nqn, String hostnqn, int nsid, HealthCounters counters) {
    /** Of a queue pair that has connected. Its reactor. */
    static Stream<HostTraffic> of(CoreQpair qpair) {
        Association host = qpair.association();
        return qpair.counters().byNamespace().entrySet().stream()
                .map(
                        row ->
                                new HostTraffic(
                                        host.subnqn(),
                                        host.hostnqn(),
                                        row.getKey(),
                                        row.getValue()));
    }
}
