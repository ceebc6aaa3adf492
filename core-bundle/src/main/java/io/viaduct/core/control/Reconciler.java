package io.viaduct.core.control;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Brings back what is desired and not there: whenever something arrives, the calls whose objects
 * wait are made again, in their order. Control strand.
 */
public final class Reconciler {
    private static final Logger LOG = System.getLogger(Reconciler.class.getName());

    /** What an object is refused with whose name is taken. */
    private static final int EEXIST = -Errno.EEXIST.number();

    /** What an object is refused with that somebody still uses. */
    private static final int EBUSY = -Errno.EBUSY.number();

    /** The answer where another has claimed what is needed. */
    private static final int EPERM = -Errno.EPERM.number();

    /** A call whose object waits. */
    public static class Waiting {
        /** The method. */
        public String method;

        /** Its parameters. */
        public Map<String, Object> params;

        /** What is missing, and how the last attempt to make it again was refused. */
        public String reason;
    }

    private final Strand strand;
    private final MethodRegistry registry;
    private final DesiredState desired;
    private final Map<Long, String> reasons = new HashMap<>();
    private final Set<Long> underWay = new HashSet<>();
    private final Predicate<String> devices;
    private boolean scheduled;
    private boolean inTheWay;

    /**
     * Over one platform's desired state.
     *
     * @param devices whether there is a device of a name
     */
    public Reconciler(
            Strand strand,
            MethodRegistry registry,
            DesiredState desired,
            Predicate<String> devices) {
        this.strand = strand;
        this.registry = registry;
        this.desired = desired;
        this.devices = devices;
    }

    /**
     * Something has arrived. One pass follows for all that arrives until then, so that many devices
     * come back in linear time.
     */
    public void wake() {
        if (!scheduled) {
            scheduled = true;
            strand.execute(this::pass);
        }
    }

    /**
     * Something has gone for good. Only where it, or something like it, was in the way of what
     * waits is that tried again, so that many devices leave in linear time.
     */
    public void cleared() {
        if (inTheWay) {
            wake();
        }
    }

    private void pass() {
        scheduled = false;
        inTheWay = false;
        if (registry.state() == RpcState.STARTUP) {
            return;
        }
        List<DesiredState.Entry> waiting = desired.waiting();
        reasons.keySet()
                .retainAll(
                        waiting.stream()
                                .map(DesiredState.Entry::sequence)
                                .collect(Collectors.toSet()));
        for (DesiredState.Entry entry : waiting) {
            if (underWay.add(entry.sequence())) {
                long seen = desired.suspensions();
                var unused =
                        registry.replay(entry)
                                .whenComplete((result, failure) -> tried(entry, seen, failure));
            }
        }
    }

    private void tried(DesiredState.Entry entry, long seen, Throwable failure) {
        underWay.remove(entry.sequence());
        int code = failure instanceof RpcException refusal ? refusal.code() : 0;
        if (failure == null || (code == EEXIST && isThere(entry))) {
            reasons.remove(entry.sequence());
            if (!desired.resume(entry, seen)) {
                // It has left again meanwhile, and may even be back.
                wake();
                return;
            }
            LOG.log(Level.INFO, entry.method() + " " + entry.parameters() + " is there again");
        } else {
            inTheWay |= code == EEXIST || code == EBUSY || code == EPERM;
            reasons.put(
                    entry.sequence(),
                    failure instanceof RpcException refusal
                            ? RefusalText.of(refusal)
                            : failure.getMessage());
        }
    }

    // A module may have found the device by itself.
    private boolean isThere(DesiredState.Entry entry) {
        return entry.at("name") instanceof String name && devices.test(name);
    }

    /** What waits, by the number of its call, and why. */
    public Map<Long, String> unmet() {
        Map<Long, String> unmet = new TreeMap<>();
        for (DesiredState.Entry entry : desired.waiting()) {
            unmet.put(entry.sequence(), entry.method() + " waits: " + reason(entry));
        }
        return unmet;
    }

    /** What waits, in order. */
    List<Waiting> waiting() {
        List<Waiting> all = new ArrayList<>();
        for (DesiredState.Entry entry : desired.waiting()) {
            var one = new Waiting();
            one.method = entry.method();
            one.params = entry.parameters();
            one.reason = reason(entry);
            all.add(one);
        }
        return all;
    }

    private String reason(DesiredState.Entry entry) {
        String last = reasons.get(entry.sequence());
        return desired.reason(entry) + (last == null ? "" : "; " + last);
    }
}
