package io.viaduct.core.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the platform should hold: the calls that made it, in order, less those that later calls have
 * undone. Replaying them makes the same objects again. A call whose object has left with a bundle
 * or a device waits until that returns. What happens in one turn of the strand is kept as one
 * change. Control strand.
 */
public final class DesiredState {
    /**
     * One call. It does not change.
     *
     * @param sequence rises with every call
     * @param method its name
     * @param parameters what was given and what was generated, a tree of JDK types
     * @param generated paths of the parameters that were not given, as {@link #at} takes them
     */
    public record Entry(
            long sequence, String method, Map<String, Object> parameters, List<String> generated) {
        /** With a view of the parameters that cannot be changed. */
        public Entry {
            parameters = Collections.unmodifiableMap(parameters);
            generated = List.copyOf(generated);
        }

        /** A call with everything given. */
        public Entry(long sequence, String method, Map<String, Object> parameters) {
            this(sequence, method, parameters, List.of());
        }

        /** The value of a parameter, or null; a dot goes into a nested object. */
        public Object at(String path) {
            return Trees.at(parameters, path);
        }

        /** Whether it is about the target of that name. */
        public boolean isOf(String target) {
            return TargetNames.of(this).equals(target);
        }

        /** This call, with what it turned out to be when it was made again. */
        Entry becoming(Entry made) {
            Set<String> paths = new LinkedHashSet<>(generated);
            paths.addAll(made.generated);
            return new Entry(sequence, made.method, made.parameters, List.copyOf(paths));
        }
    }

    /** Why a call waits; {@code why} is null for one that has never been made in this run. */
    private record Wait(String why, boolean lost, long number) {}

    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    // Why each waits.
    private final NavigableMap<Long, Wait> waiting = new TreeMap<>();
    private final Map<String, Long> byKey = new HashMap<>();
    private final Map<String, Set<Long>> byObject = new HashMap<>();
    private final Set<Long> touched = new TreeSet<>();
    private Function<Change, CompletableFuture<Void>> keeper;
    private Executor strand;
    private CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);
    private long sequence;
    private int targets;
    private long suspensions;

    /** The number of the call that starts now. */
    long nextSequence() {
        return ++sequence;
    }

    /** Everything becomes what these calls make, none of which has been made. */
    void load(Collection<Entry> calls) {
        List.copyOf(entries.keySet()).forEach(this::remove);
        for (Entry entry : calls) {
            put(entry);
            suspend(entry.sequence(), null, false);
            sequence = Math.max(sequence, entry.sequence());
        }
    }

    /**
     * From now on changes are kept.
     *
     * @param by completes when a change is durable; it fails when that cannot be known
     * @param turns runs what follows the present turn
     */
    void keep(Function<Change, CompletableFuture<Void>> by, Executor turns) {
        touched.clear();
        keeper = by;
        strand = turns;
    }

    private void touch(Long number) {
        if (keeper != null) {
            if (touched.isEmpty()) {
                strand.execute(this::endOfTurn);
            }
            touched.add(number);
        }
    }

    private void endOfTurn() {
        var unused = flush();
    }

    /** Completes when all that has happened until now is durable. */
    CompletableFuture<Void> flush() {
        // After a failure even a change of nothing tells whether all is durable.
        if (!touched.isEmpty() || kept.isCompletedExceptionally()) {
            List<Long> removed = new ArrayList<>();
            List<Entry> put = new ArrayList<>();
            for (Long number : touched) {
                Entry entry = entries.get(number);
                if (entry == null) {
                    removed.add(number);
                } else {
                    put.add(entry);
                }
            }
            touched.clear();
            kept = keeper.apply(new Change(removed, put));
        }
        return kept;
    }

    /** A mutating call has succeeded, all of whose parameters were given. */
    void done(long number, String method, Map<String, Object> parameters) {
        done(new Entry(number, method, parameters));
    }

    /**
     * A mutating call has succeeded. Calls end in another order than they began in when one has to
     * wait for I/O: what began after a removal is not what was removed.
     */
    void done(Entry entry) {
        long number = entry.sequence();
        switch (Effect.of(entry)) {
            case Effect.Creates creates -> {
                // Whatever is left of a former one of that name went with it.
                removeAllOlder(creates.object(), number);
                put(entry);
            }
            case Effect.Makes makes -> {
                remove(byKey.get(makes.key()));
                put(entry);
            }
            case Effect.Sets sets -> set(entry, sets.key());
            case Effect.Limits limits -> limit(entry, limits.key());
            case Effect.TakesBack back -> {
                for (String key : back.keys()) {
                    removeOlder(byKey.get(key), number);
                }
            }
            case Effect.Deletes deletes -> delete(deletes.object(), number);
            case Effect.DeletesTarget target -> deleteTarget(target.name(), number);
        }
    }

    private void deleteTarget(String name, long than) {
        List.copyOf(entries.headMap(than).values()).stream()
                .filter(entry -> TargetNames.makes(entry, name) || TargetNames.isIn(entry, name))
                .forEach(entry -> remove(entry.sequence()));
    }

    private void delete(String object, long than) {
        removeAllOlder(object, than);
        List.copyOf(waiting.keySet()).stream()
                .filter(older -> older < than && Effect.needs(entries.get(older), object))
                .forEach(this::removeNamespace);
    }

    /** What a call makes is there; its parameters and what was generated are these now. */
    void made(Entry before, Entry after) {
        boolean same =
                Trees.same(before.parameters(), after.parameters())
                        && before.generated().equals(after.generated());
        Wait wait = waiting.get(before.sequence());
        if (!same && before.equals(entries.get(before.sequence()))) {
            remove(before.sequence());
            put(after);
            if (wait != null) {
                waiting.put(after.sequence(), wait);
            }
        }
    }

    private void removeNamespace(Long number) {
        Entry namespace = entries.get(number);
        remove(number);
        Object nsid = namespace.at("namespace.nsid");
        remove(byKey.get(Effect.hold(TargetNames.of(namespace), namespace.at("nqn"), nsid)));
    }

    private void removeAllOlder(String object, long than) {
        List.copyOf(byObject.getOrDefault(object, Set.of()))
                .forEach(older -> removeOlder(older, than));
    }

    private void removeOlder(Long number, long than) {
        if (number != null && number < than) {
            remove(number);
        }
    }

    private void put(Entry entry) {
        Effect effect = Effect.of(entry);
        touch(entry.sequence());
        Entry former = entries.put(entry.sequence(), entry);
        targets += former == null && entry.method().equals(TargetNames.CREATE) ? 1 : 0;
        byObject.computeIfAbsent(effect.object(), o -> new LinkedHashSet<>()).add(entry.sequence());
        if (effect.key() != null) {
            byKey.put(effect.key(), entry.sequence());
        }
    }

    private void limit(Entry entry, String key) {
        set(entry, key);
        Entry now = entries.get(byKey.get(key));
        Map<String, Object> left = new LinkedHashMap<>(now.parameters());
        left.values().removeIf(value -> value instanceof Number limit && limit.longValue() == 0);
        if (left.values().stream().noneMatch(Number.class::isInstance)) {
            remove(now.sequence());
        } else {
            entries.put(now.sequence(), new Entry(now.sequence(), now.method(), left));
        }
    }

    private void set(Entry entry, String key) {
        Long earlier = byKey.get(key);
        if (earlier == null) {
            put(entry);
            return;
        }
        Entry before = entries.get(earlier);
        Map<String, Object> both = new LinkedHashMap<>(before.parameters());
        both.putAll(entry.parameters());
        touch(earlier);
        entries.put(earlier, new Entry(earlier, before.method(), both, before.generated()));
    }

    private void remove(Long number) {
        Entry entry = number == null ? null : entries.remove(number);
        if (entry == null) {
            return;
        }
        touch(number);
        targets -= entry.method().equals(TargetNames.CREATE) ? 1 : 0;
        waiting.remove(number);
        Effect effect = Effect.of(entry);
        if (effect.key() != null) {
            byKey.remove(effect.key(), number);
        }
        Set<Long> all = byObject.get(effect.object());
        if (all != null && all.remove(number) && all.isEmpty()) {
            byObject.remove(effect.object());
        }
    }

    /** Whether there is to be a target besides the one that there is without asking. */
    boolean hasTargets() {
        return targets > 0;
    }

    /** Whether a namespace is desired. */
    public boolean hasNamespace(String target, String nqn, int nsid) {
        return byKey.containsKey(Effect.namespace(target, nqn, nsid));
    }

    /** A namespace is gone for good. */
    public void forgetNamespace(String target, String nqn, int nsid) {
        remove(byKey.get(Effect.namespace(target, nqn, nsid)));
        remove(byKey.get(Effect.hold(target, nqn, nsid)));
    }

    /** A device is gone for good: the calls that have made it, and those of what waits for it. */
    public void forgetDevice(String name) {
        delete(Effect.device(name), nextSequence());
    }

    /** Takes a call out of the desired state; one that makes an object, with all of that. */
    void forget(Entry entry) {
        if (Effect.of(entry) instanceof Effect.Creates creates) {
            delete(creates.object(), nextSequence());
        } else {
            remove(entry.sequence());
        }
    }

    /** A namespace is gone until its device returns; {@code why} is for people. */
    public void suspendNamespace(String target, String nqn, int nsid, String why) {
        Long number = byKey.get(Effect.namespace(target, nqn, nsid));
        if (number != null) {
            suspend(number, why, false);
        }
    }

    /** A device is gone until it, or its module, returns; {@code why} is for people. */
    public void suspendDevice(String name, String why) {
        suspendDevice(name, why, false);
    }

    /** A device is gone until it returns by itself; {@code why} is for people. */
    public void loseDevice(String name, String why) {
        suspendDevice(name, why, true);
    }

    private void suspendDevice(String name, String why, boolean lost) {
        Set<Long> made = byObject.getOrDefault(Effect.device(name), Set.of());
        made.forEach(number -> suspend(number, why, lost));
    }

    /** What the calls that match have made is gone until what it needs returns. */
    public void suspend(Predicate<Entry> gone) {
        suspend(gone, "what it needs has left");
    }

    /** As {@link #suspend(Predicate)}; {@code why} is for people. */
    public void suspend(Predicate<Entry> gone, String why) {
        entries.values().stream()
                .filter(gone)
                .forEach(entry -> suspend(entry.sequence(), why, false));
    }

    private void suspend(Long number, String why, boolean lost) {
        waiting.put(number, new Wait(why, lost, ++suspensions));
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

    /** Whether a call waits. */
    boolean isWaiting(long number) {
        return waiting.containsKey(number);
    }

    /** The calls that wait, in order. */
    List<Entry> waiting() {
        return waiting.keySet().stream().map(entries::get).toList();
    }

    /** Why a call waits; null when it does not, or has not been made in this run. */
    String reason(Entry entry) {
        Wait wait = waiting.get(entry.sequence());
        return wait == null ? null : wait.why();
    }

    /** Whether a call waits for a device that was lost. */
    boolean isLost(Entry entry) {
        Wait wait = waiting.get(entry.sequence());
        return wait != null && wait.lost();
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

    /** The call of that number, or null. */
    Entry entry(long number) {
        return entries.get(number);
    }

    /** The calls in order. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }
}
