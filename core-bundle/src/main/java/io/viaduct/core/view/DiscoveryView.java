package io.viaduct.core.view;

import io.viaduct.api.transport.TransportId;

import java.util.List;
import java.util.Set;

/**
 * What the discovery log holds at one moment.
 *
 * @param nqn the unique name of this discovery subsystem, or the well known one
 * @param generation changes with every change of the entries
 * @param entries in the order of the log
 */
public record DiscoveryView(String nqn, long generation, List<Entry> entries) {
    /** Copies the entries. */
    public DiscoveryView {
        entries = List.copyOf(entries);
    }

    /**
     * A way to a subsystem.
     *
     * @param subnqn its name
     * @param subtype NVM subsystem 2, this discovery subsystem 3
     * @param address where it listens
     * @param trtype the transport's code
     * @param adrfam the address family's code
     * @param portId the listener's number within the target
     * @param cntlid the controller to connect to, or which kind of them
     * @param asqsz deepest admin queue
     * @param tsas transport specific address subtype, at most 256 bytes
     * @param allowAnyHost whether every host sees the entry
     * @param hosts NQNs that see it otherwise
     * @param adminLabel for people, in extended entries; null where there is none
     */
    public record Entry(
            String subnqn,
            int subtype,
            TransportId address,
            int trtype,
            int adrfam,
            int portId,
            int cntlid,
            int asqsz,
            byte[] tsas,
            boolean allowAnyHost,
            Set<String> hosts,
            String adminLabel) {
        /** Whether a host gets to see the entry. */
        public boolean visibleTo(String hostnqn) {
            return allowAnyHost || hosts.contains(hostnqn);
        }
    }
}
