package io.viaduct.core.memory;

import io.viaduct.api.memory.MemoryMap;
import io.viaduct.api.memory.Region;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The regions there are, and who wants to know. One call of a listener at a time. */
final class CoreMemoryMap implements MemoryMap {
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<String, Region> regions = new LinkedHashMap<>();

    @Override
    public synchronized void add(Listener listener) {
        listeners.add(listener);
        regions.values().forEach(listener::regionAdded);
    }

    @Override
    public synchronized void remove(Listener listener) {
        listeners.remove(listener);
    }

    synchronized Region find(String name) {
        return regions.get(name);
    }

    synchronized void added(Region region) {
        regions.put(region.name(), region);
        for (Listener listener : List.copyOf(listeners)) {
            listener.regionAdded(region);
        }
    }

    /** False when it is not there, or not any more. */
    synchronized boolean removed(Region region) {
        if (!regions.remove(region.name(), region)) {
            return false;
        }
        for (Listener listener : List.copyOf(listeners)) {
            listener.regionRemoved(region);
        }
        return true;
    }

    synchronized List<Region> all() {
        return List.copyOf(regions.values());
    }
}
