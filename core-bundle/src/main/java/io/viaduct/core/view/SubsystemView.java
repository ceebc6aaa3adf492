package io.viaduct.core.view;

import io.viaduct.api.transport.TransportId;

import java.util.List;
import java.util.Set;

/**
 * One subsystem at one moment.
 *
 * @param target name of its target
 * @param nqn its name
 * @param type NVM or discovery
 * @param serialNumber at most 20 ASCII characters
 * @param modelNumber at most 40 ASCII characters
 * @param maxNamespaces highest namespace identifier
 * @param controllers what its controllers may be
 * @param limits of commands without a transfer
 * @param allowAnyHost whether the list of hosts is not asked
 * @param hosts NQNs that may connect
 * @param listeners where hosts of this subsystem may come in; for discovery a set that follows the
 *     ports of the target, which are too many to be copied each time that one comes
 * @param namespaces by rising identifier
 * @param discovery what a discovery controller reports; null for an NVM subsystem
 */
public record SubsystemView(
        String target,
        String nqn,
        Type type,
        String serialNumber,
        String modelNumber,
        int maxNamespaces,
        ControllerRules controllers,
        CommandLimits limits,
        boolean allowAnyHost,
        Set<String> hosts,
        Set<TransportId> listeners,
        List<NamespaceView> namespaces,
        DiscoveryView discovery) {
    /** What a subsystem is for. */
    public enum Type {
        NVM,
        DISCOVERY
    }

    /** Copies the collections. */
    public SubsystemView {
        hosts = Set.copyOf(hosts);
        listeners = type == Type.DISCOVERY ? listeners : Set.copyOf(listeners);
        namespaces = List.copyOf(namespaces);
    }

    /** A subsystem with the usual limits. */
    public SubsystemView(
            String target,
            String nqn,
            Type type,
            String serialNumber,
            String modelNumber,
            int maxNamespaces,
            ControllerRules controllers,
            boolean allowAnyHost,
            Set<String> hosts,
            Set<TransportId> listeners,
            List<NamespaceView> namespaces,
            DiscoveryView discovery) {
        this(
                target,
                nqn,
                type,
                serialNumber,
                modelNumber,
                maxNamespaces,
                controllers,
                CommandLimits.DEFAULT,
                allowAnyHost,
                hosts,
                listeners,
                namespaces,
                discovery);
    }

    /** The name by which it identifies itself: of a discovery subsystem its unique one. */
    public String identifiedAs() {
        return discovery == null ? nqn : discovery.nqn();
    }

    /** Whether a host may connect. */
    public boolean allows(String hostnqn) {
        return allowAnyHost || hosts.contains(hostnqn);
    }
}
