package io.viaduct.core.qpair;

import java.util.Set;

/**
 * What holds for all controllers of a target.
 *
 * @param firmwareRevision at most 8 ASCII characters
 * @param crdt1 command retry delay time 1, units of 100 ms; likewise the next two
 * @param crdt2 command retry delay time 2
 * @param crdt3 command retry delay time 3
 * @param discoveryFilters what a discovery log entry must have in common with the listener where
 *     the host came in; none shows every entry
 * @param duplicateHosts whether a host may have several controllers
 */
public record TargetOptions(
        String firmwareRevision,
        int crdt1,
        int crdt2,
        int crdt3,
        Set<DiscoveryFilter> discoveryFilters,
        DuplicateHosts duplicateHosts) {
    /** A part of an address that is compared; named as in SPDK's nvmf_set_config. */
    public enum DiscoveryFilter {
        TRANSPORT,
        ADDRESS,
        SVCID
    }

    /** Whether a host, by its identifier, may have several controllers of an NVM subsystem. */
    public enum DuplicateHosts {
        /** As many as it likes: what the specification says. */
        ALLOW,
        /** One at each listener of the subsystem. */
        RESTRICT_PER_LISTENER
    }

    /** Checks the ranges given above; the message names the RPC parameter and the value. */
    public TargetOptions {
        discoveryFilters = Set.copyOf(discoveryFilters);
        check("crdt1", crdt1);
        check("crdt2", crdt2);
        check("crdt3", crdt3);
    }

    /** No retry delay, no filter, as many controllers as a host likes. */
    public static TargetOptions of(String firmwareRevision) {
        return new TargetOptions(firmwareRevision, 0, 0, 0, Set.of(), DuplicateHosts.ALLOW);
    }

    private static void check(String name, int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException(name + " " + value + " is outside 0 to 65535");
        }
    }
}
