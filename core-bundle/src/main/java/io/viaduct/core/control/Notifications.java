package io.viaduct.core.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What has happened lately, for clients that ask: the last {@value #EVENTS_MAX} events, numbered
 * from 0. Any thread; nothing blocks, so that the control strand may post.
 */
public final class Notifications {
    /** Events that are kept, as SPDK (SPDK_NOTIFY_MAX_EVENTS); older ones are dropped. */
    static final int EVENTS_MAX = 1024;

    /** Characters of a context: an NQN, a namespace and some words fit; the rest is cut off. */
    static final int CTX_MAX = 512;

    /**
     * One event.
     *
     * @param id its number; rises by one with each
     * @param type one of {@link #types}
     * @param ctx whom it concerns, such as a device's name
     */
    public record Event(long id, String type, String ctx) {}

    private final Set<String> types = new LinkedHashSet<>();
    private final Deque<Event> events = new ArrayDeque<>(EVENTS_MAX);
    private long next;

    /** Makes types known, before the first event of them; those that are known stay. */
    public synchronized void register(String... names) {
        types.addAll(List.of(names));
    }

    /** The types in the order in which they became known. */
    public synchronized List<String> types() {
        return List.copyOf(types);
    }

    /** Tells of an event of a type that is known. */
    public synchronized void post(String type, String ctx) {
        assert types.contains(type) : "nobody has registered the type " + type;
        if (events.size() == EVENTS_MAX) {
            events.removeFirst();
        }
        String kept = ctx.length() > CTX_MAX ? ctx.substring(0, CTX_MAX) : ctx;
        events.addLast(new Event(next++, type, kept));
    }

    /** The events from a number on that are still kept, the oldest first, at most {@code max}. */
    public synchronized List<Event> from(long id, long max) {
        List<Event> found = new ArrayList<>();
        for (Event event : events) {
            if (event.id() >= id && found.size() < max) {
                found.add(event);
            }
        }
        return found;
    }
}
