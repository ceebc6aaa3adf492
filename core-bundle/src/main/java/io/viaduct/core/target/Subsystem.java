package io.viaduct.core.target;

import io.viaduct.api.transport.TransportId;
import io.viaduct.core.view.ControllerRules;
import io.viaduct.core.view.DiscoveryView;
import io.viaduct.core.view.SubsystemView;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A subsystem as it is configured. Control strand. */
final class Subsystem {
    private final SubsystemOptions options;
    private final SubsystemView.Type type;
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<TransportId> listeners = new LinkedHashSet<>();
    private final NavigableMap<Integer, Namespace> namespaces = new TreeMap<>();
    private final SortedSet<Integer> waiting = new TreeSet<>();
    private final Map<Integer, HoldSetting> holdSettings = new HashMap<>();
    private boolean allowAnyHost;
    private boolean namedControllers;

    Subsystem(SubsystemOptions options, SubsystemView.Type type, boolean allowAnyHost) {
        this.options = options;
        this.type = type;
        this.allowAnyHost = allowAnyHost;
    }

    String nqn() {
        return options.nqn();
    }

    SubsystemOptions options() {
        return options;
    }

    boolean isDiscovery() {
        return type == SubsystemView.Type.DISCOVERY;
    }

    /** NQNs of the hosts that are let in, in the order in which they were added. */
    Set<String> hosts() {
        return hosts;
    }

    /** Where it listens, in the order in which they were added. */
    Set<TransportId> listeners() {
        return listeners;
    }

    /** By identifier. */
    NavigableMap<Integer, Namespace> namespaces() {
        return namespaces;
    }

    /** Identifiers kept for namespaces whose devices have left and may return. */
    SortedSet<Integer> waiting() {
        return waiting;
    }

    /** What is set for a namespace about how it is held when its module has left. */
    HoldSetting holdSetting(int nsid) {
        return holdSettings.getOrDefault(nsid, HoldSetting.NONE);
    }

    /** Sets it, for as long as there is, or waits, a namespace of that identifier. */
    void holdSetting(int nsid, HoldSetting setting) {
        holdSettings.put(nsid, setting);
    }

    /** The administrator has removed a namespace: what was set for it goes too. */
    void forget(int nsid) {
        waiting.remove(nsid);
        holdSettings.remove(nsid);
    }

    boolean allowAnyHost() {
        return allowAnyHost;
    }

    void allowAnyHost(boolean allow) {
        allowAnyHost = allow;
    }

    /** Whether a host may name its controller's identifier: the static controller model. */
    boolean namedControllers() {
        return namedControllers;
    }

    void namedControllers(boolean named) {
        namedControllers = named;
    }

    /** The lowest identifier that is free, or 0. */
    int freeNsid() {
        int nsid = 1;
        while (namespaces.containsKey(nsid) || waiting.contains(nsid)) {
            nsid++;
        }
        return nsid <= options.maxNamespaces() ? nsid : 0;
    }

    /**
     * What reactors are to see.
     *
     * @param discovery the log of a discovery subsystem, null for others
     * @param reachable where it can be reached; more than its own listeners for discovery
     */
    SubsystemView view(String target, DiscoveryView discovery, Set<TransportId> reachable) {
        return new SubsystemView(
                target,
                nqn(),
                type,
                options.serialNumber(),
                options.modelNumber(),
                options.maxNamespaces(),
                new ControllerRules(
                        options.minCntlid(), options.maxCntlid(), namedControllers, options.nssr()),
                options.limits(),
                allowAnyHost,
                hosts,
                reachable,
                namespaces.values().stream().map(Namespace::view).toList(),
                discovery);
    }
}
