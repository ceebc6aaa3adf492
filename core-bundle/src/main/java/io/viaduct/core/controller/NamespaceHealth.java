package io.viaduct.core.controller;

import io.viaduct.core.view.NamespaceView;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the namespaces of a target have moved: each reactor writes counters of its own, which are
 * here for as long as the namespace is. Any thread.
 */
public final class NamespaceHealth {
    /** What one namespace has moved; {@code counters} are a copy. */
    public record Total(String nqn, int nsid, HealthCounters counters) {}

    private record Key(String subnqn, int nsid, UUID uuid) {}

    private final Map<Key, Set<HealthCounters>> parts = new ConcurrentHashMap<>();

    /** A reactor begins to serve a namespace, and counts it here. */
    public HealthCounters join(String subnqn, NamespaceView namespace) {
        var part = new HealthCounters();
        parts.computeIfAbsent(key(subnqn, namespace), key -> ConcurrentHashMap.newKeySet())
                .add(part);
        return part;
    }

    /** A reactor serves a namespace no longer. The last one takes along what was counted. */
    public void leave(String subnqn, NamespaceView namespace, HealthCounters part) {
        parts.computeIfPresent(
                key(subnqn, namespace),
                (key, all) -> {
                    all.remove(part);
                    return all.isEmpty() ? null : all;
                });
    }

    /** What a namespace has moved on all reactors. */
    public HealthCounters total(String subnqn, NamespaceView namespace) {
        var total = new HealthCounters();
        parts.getOrDefault(key(subnqn, namespace), Set.of()).forEach(total::add);
        return total;
    }

    /** What each namespace has moved on all reactors, in no order. */
    public List<Total> totals() {
        List<Total> all = new ArrayList<>();
        parts.forEach(
                (key, some) -> {
                    var total = new HealthCounters();
                    some.forEach(total::add);
                    all.add(new Total(key.subnqn(), key.nsid(), total));
                });
        return all;
    }

    private static Key key(String subnqn, NamespaceView namespace) {
        return new Key(subnqn, namespace.nsid(), namespace.uuid());
    }
}
