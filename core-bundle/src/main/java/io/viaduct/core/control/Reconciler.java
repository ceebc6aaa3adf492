package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcState;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings back what is desired and not there: whenever something arrives, the calls whose objects
 * wait are made again, in their order. Control strand.
 */
public final class Reconciler {
    private static final Logger LOG = System.getLogger(Reconciler.class.getName());

    /** A call whose object waits. */
    public static class Waiting {
        /** The method. */
        public String method;

        /** Its parameters. */
        public Map<String, Object> params;

        /** Why it has not succeeded yet. */
        public String reason;
    }

    private final Strand strand;
    private final MethodRegistry registry;
    private final DesiredState desired;
    private final Map<Long, String> reasons = new HashMap<>();
    private final Set<Long> underWay = new HashSet<>();
    private boolean scheduled;

    /** Over one platform's desired state. */
    public Reconciler(Strand strand, MethodRegistry registry, DesiredState desired) {
        this.strand = strand;
        this.registry = registry;
        this.desired = desired;
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

    private void pass() {
        scheduled = false;
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
                var unused =
                        registry.replay(entry)
                                .whenComplete((result, failure) -> tried(entry, failure));
            }
        }
    }

    private void tried(DesiredState.Entry entry, Throwable failure) {
        underWay.remove(entry.sequence());
        if (failure == null) {
            desired.resume(entry);
            reasons.remove(entry.sequence());
            LOG.log(Level.INFO, entry.method() + " " + entry.parameters() + " is there again");
        } else {
            reasons.put(entry.sequence(), failure.getMessage());
        }
    }

    /** What waits, in order. */
    List<Waiting> waiting() {
        List<Waiting> all = new ArrayList<>();
        for (DesiredState.Entry entry : desired.waiting()) {
            var one = new Waiting();
            one.method = entry.method();
            one.params = entry.parameters();
            one.reason = reasons.getOrDefault(entry.sequence(), "what it needs has left");
            all.add(one);
        }
        return all;
    }
}
