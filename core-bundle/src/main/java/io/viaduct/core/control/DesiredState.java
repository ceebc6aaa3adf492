package io.viaduct.core.control;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the platform should hold: the calls that made it, in order, less those that later calls have
 * undone. Replaying them makes the same objects again. A call whose object has left with a bundle
 * or a device waits until that returns. Control strand.
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
            int dot = path.indexOf('.');
            if (dot < 0) {
                return parameters.get(path);
            }
            Object nested = parameters.get(path.substring(0, dot));
            return nested instanceof Map<?, ?> map ? map.get(path.substring(dot + 1)) : null;
        }
    }

    /** Why a call waits, and which of all suspensions that is. */
    private record Wait(String why, long number) {}

    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    // Why each waits.
    private final NavigableMap<Long, Wait> waiting = new TreeMap<>();
    private final Map<String, Long> byKey = new HashMap<>();
    private final Map<String, Set<Long>> byObject = new HashMap<>();
    private long sequence;
    private long suspensions;

    /** The number of the call that starts now. */
    long nextSequence() {
        return ++sequence;
    }

    /**
     * A mutating call has succeeded. Calls end in another order than they began in when one has to
     * wait for I/O: what began after a removal is not what was removed.
     */
    void done(long number, String method, Map<String, Object> parameters) {
        Entry entry = new Entry(number, method, new LinkedHashMap<>(parameters));
        switch (Effect.of(entry)) {
            case Effect.Makes makes -> {
                remove(byKey.get(makes.key()));
                put(entry, makes.object(), makes.key());
            }
            case Effect.Sets sets -> set(entry, sets.key());
            case Effect.TakesBack back -> {
                for (String key : back.keys()) {
                    removeOlder(byKey.get(key), number);
                }
            }
            case Effect.Deletes deletes -> {
                List.copyOf(byObject.getOrDefault(deletes.object(), Set.of()))
                        .forEach(older -> removeOlder(older, number));
                List.copyOf(waiting.keySet()).stream()
                        .filter(older -> Effect.needs(entries.get(older), deletes.object()))
                        .forEach(older -> removeOlder(older, number));
            }
        }
    }

    private void removeOlder(Long number, long than) {
        if (number != null && number < than) {
            remove(number);
        }
    }

    private void put(Entry entry, String object, String key) {
        entries.put(entry.sequence(), entry);
        byObject.computeIfAbsent(object, o -> new LinkedHashSet<>()).add(entry.sequence());
        if (key != null) {
            byKey.put(key, entry.sequence());
        }
    }

    private void set(Entry entry, String key) {
        Long earlier = byKey.get(key);
        if (earlier == null) {
            put(entry, key, key);
        } else {
            entries.get(earlier).parameters().putAll(entry.parameters());
        }
    }

    private void remove(Long number) {
        Entry entry = number == null ? null : entries.remove(number);
        if (entry == null) {
            return;
        }
        waiting.remove(number);
        switch (Effect.of(entry)) {
            case Effect.Makes makes -> {
                byKey.remove(makes.key());
                removeFrom(makes.object(), number);
            }
            case Effect.Sets sets -> {
                byKey.remove(sets.key());
                removeFrom(sets.key(), number);
            }
            case Effect.TakesBack back -> throw new IllegalStateException(back.toString());
            case Effect.Deletes deletes -> throw new IllegalStateException(deletes.toString());
        }
    }

    private void removeFrom(String object, Long number) {
        Set<Long> all = byObject.get(object);
        if (all != null && all.remove(number) && all.isEmpty()) {
            byObject.remove(object);
        }
    }

    /** Whether a namespace is desired. */
    public boolean hasNamespace(String nqn, int nsid) {
        return byKey.containsKey(Effect.namespace(nqn, nsid));
    }

    /** A namespace is gone for good. */
    public void forgetNamespace(String nqn, int nsid) {
        remove(byKey.get(Effect.namespace(nqn, nsid)));
        remove(byKey.get(Effect.hold(nqn, nsid)));
    }

    /** A namespace is gone until its device returns; {@code why} is for people. */
    public void suspendNamespace(String nqn, int nsid, String why) {
        Long number = byKey.get(Effect.namespace(nqn, nsid));
        if (number != null) {
            suspend(number, why);
        }
    }

    /** A device is gone until it, or its module, returns; {@code why} is for people. */
    public void suspendDevice(String name, String why) {
        Set<Long> made = byObject.getOrDefault(Effect.device(name), Set.of());
        made.forEach(number -> suspend(number, why));
    }

    /** What the calls that match have made is gone until what it needs returns. */
    public void suspend(Predicate<Entry> gone) {
        suspend(gone, "what it needs has left");
    }

    /** As {@link #suspend(Predicate)}; {@code why} is for people. */
    public void suspend(Predicate<Entry> gone, String why) {
        entries.values().stream().filter(gone).forEach(entry -> suspend(entry.sequence(), why));
    }

    private void suspend(Long number, String why) {
        waiting.put(number, new Wait(why, ++suspensions));
    }

    /** What the calls that match have made is there again. */
    public void resume(Predicate<Entry> back) {
        waiting.keySet().removeIf(number -> back.test(entries.get(number)));
    }

    /** Options of these methods are to be set again. */
    void suspendOptions(Predicate<String> methods) {
        suspend(entry -> Effect.isOption(entry.method()) && methods.test(entry.method()));
    }

    /** Whether a call that matches waits. */
    public boolean isWaiting(Predicate<Entry> which) {
        return waiting.keySet().stream().map(entries::get).anyMatch(which);
    }

    /** The calls that wait, in order. */
    List<Entry> waiting() {
        return waiting.keySet().stream().map(entries::get).toList();
    }

    /** Why a call waits; null when it does not. */
    String reason(Entry entry) {
        Wait wait = waiting.get(entry.sequence());
        return wait == null ? null : wait.why();
    }

    /** How often something has begun to wait. */
    long suspensions() {
        return suspensions;
    }

    /**
     * What a call has made is there again.
     *
     * @param seen {@link #suspensions} when it began to be made again
     * @return false when it has gone once more since then, and still waits
     */
    boolean resume(Entry entry, long seen) {
        Wait wait = waiting.get(entry.sequence());
        if (wait != null && wait.number() > seen) {
            return false;
        }
        waiting.remove(entry.sequence());
        return true;
    }

    /** The calls in order. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }
}
