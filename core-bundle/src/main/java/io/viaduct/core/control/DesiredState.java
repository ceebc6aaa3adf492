package io.viaduct.core.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the platform should hold: the calls that made it, in order, less those that later calls have
 * undone. Replaying them makes the same objects again. Control strand.
 */
public final class DesiredState {
    /**
     * One call.
     *
     * @param sequence rises with every call
     * @param method its name
     * @param parameters what was given and what was generated, a tree of JDK types
     */
    public record Entry(long sequence, String method, Map<String, Object> parameters) {
        /** The value of a parameter, or null; a dot goes into a nested object. */
        public Object at(String path) {
            Object value = parameters;
            for (String step : path.split("\\.")) {
                value = value instanceof Map<?, ?> map ? map.get(step) : null;
            }
            return value;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long sequence;

    /** The number of the call that starts now. */
    long nextSequence() {
        return ++sequence;
    }

    /** A mutating call has succeeded. */
    void done(long number, String method, Map<String, Object> parameters) {
        Entry entry = new Entry(number, method, new LinkedHashMap<>(parameters));
        if (Undo.keeps(entries, entry)) {
            entries.add(entry);
            entries.sort(Comparator.comparingLong(Entry::sequence));
        }
    }

    /** Forgets the entries that match: their object is gone for good. */
    public void forget(Predicate<Entry> gone) {
        entries.removeIf(gone);
    }

    /** The entries in order. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
