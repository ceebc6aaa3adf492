package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;

import java.util.Collection;
import java.util.Map;

/**
 * What happens to the desired state at once.
 *
 * @param removed numbers of calls that are no longer part of it
 * @param put calls that are part of it from now on, each in the place of one of its number
 */
record Change(Collection<Long> removed, Collection<Entry> put) {
    boolean isEmpty() {
        return removed.isEmpty() && put.isEmpty();
    }

    void applyTo(Map<Long, Entry> entries) {
        entries.keySet().removeAll(removed);
        put.forEach(entry -> entries.put(entry.sequence(), entry));
    }
}
