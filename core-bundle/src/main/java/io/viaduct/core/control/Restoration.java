package io.viaduct.core.control;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.control.DesiredState.Entry;
import io.viaduct.core.journal.VersionException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Makes at the start what is desired: what a configuration says, or what the journal holds. Where
 * something that it needs is not there, a call waits. Any other refusal ends the start when it is a
 * configuration's, so that a mistake is seen at once; what the journal holds was right before, and
 * is tried again later. Calls of others that change something wait until all is made. A thread that
 * may wait.
 */
public final class Restoration {
    private static final Logger LOG = System.getLogger(Restoration.class.getName());

    private static final String NSID = "namespace.nsid";

    private final Strand strand;
    private final MethodRegistry registry;
    private final DesiredState desired;
    private final Reconciler reconciler;
    private final DesiredJournal journal;
    private DesiredJournal.Found found;
    private List<Configuration.Step> steps = List.of();
    private Set<String> early = Set.of();
    private boolean strict;
    private boolean begun;

    /**
     * Of one platform.
     *
     * @param journal where the desired state is kept, or null
     */
    public Restoration(
            Strand strand,
            MethodRegistry registry,
            DesiredState desired,
            Reconciler reconciler,
            DesiredJournal journal) {
        this.strand = strand;
        this.registry = registry;
        this.desired = desired;
        this.reconciler = reconciler;
        this.journal = journal;
    }

    /** Whether there is a journal, even one without objects, or one that cannot be used. */
    boolean hasJournal() throws ConfigFile.Invalid {
        try {
            if (found == null) {
                found = journal == null ? DesiredJournal.Found.NOTHING : journal.read();
            }
        } catch (IOException | VersionException e) {
            throw new ConfigFile.Invalid("the journal cannot be read: " + e.getMessage());
        }
        return found.entries() != null || found.damage() != null;
    }

    /**
     * What shall be is these calls, or without them what the journal holds.
     *
     * @param calls a configuration's, or null
     */
    void begin(List<ConfigFile.Call> calls) throws ConfigFile.Invalid, InterruptedException {
        boolean there = hasJournal();
        List<Entry> entries = found.entries() == null ? List.of() : found.entries();
        if (calls != null) {
            strict = true;
            var configuration = new Configuration(calls, registry::nameOf, registry::isQuestion);
            entries = Inheritance.of(configuration.entries(), entries);
            steps = configuration.steps(entries);
        } else {
            steps = Configuration.stepsOf(entries);
        }
        if (journal == null && calls == null) {
            // What others have set until now stays.
            return;
        }
        if (journal != null && (there || calls != null)) {
            replaceJournal(calls != null, entries);
        }
        List<Entry> all = entries;
        onStrand(
                () -> {
                    reconciler.pause();
                    desired.load(all);
                    if (journal != null) {
                        desired.keep(journal::keep, strand);
                        registry.refuseChanges(journal::fault);
                    }
                    return null;
                });
    }

    private void replaceJournal(boolean configured, List<Entry> entries) throws ConfigFile.Invalid {
        boolean damaged = found.damage() != null;
        try {
            if (damaged) {
                LOG.log(Level.ERROR, damage(journal.putAside(AsideFiles.DAMAGED)));
            } else if (configured && found.entries() != null) {
                journal.putAside(AsideFiles.REPLACED);
            }
            if (found.cut() > 0) {
                LOG.log(Level.INFO, "a change that the last run has not finished is dropped");
            }
            journal.begin(entries);
            begun = true;
        } catch (IOException e) {
            // What is desired is known, so that it can be served.
            if (damaged || configured) {
                throw new ConfigFile.Invalid("the journal cannot be written: " + e.getMessage());
            }
        }
    }

    private String damage(String aside) {
        return "the journal is damaged ("
                + found.damage()
                + "); nothing of it is used, and it is kept as "
                + aside;
    }

    /**
     * Makes what is for the time before framework_start_init.
     *
     * @param open whether others may set options then
     */
    void applyStartup(boolean open) throws ConfigFile.Invalid, InterruptedException {
        early =
                registry.methods().stream()
                        .filter(method -> method.states().contains(RpcState.STARTUP))
                        .map(MethodInfo::name)
                        .collect(Collectors.toSet());
        for (Configuration.Step step : steps) {
            if (early.contains(step.method())) {
                apply(step);
            }
        }
        if (open) {
            onStrand(
                    () -> {
                        registry.open();
                        return null;
                    });
        }
    }

    /** Ends the startup phase. */
    void initialize() throws ConfigFile.Invalid, InterruptedException {
        try {
            onStrand(() -> registry.ahead("framework_start_init")).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RpcException refusal) {
                throw new ConfigFile.Invalid(RefusalText.of(refusal));
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Makes the rest, and then lets everybody go on; done when all of it is durable. */
    void applyRuntime() throws ConfigFile.Invalid, InterruptedException {
        for (Configuration.Step step : steps) {
            if (!early.contains(step.method())) {
                apply(step);
            }
        }
        try {
            onStrand(desired::flush).get();
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, "what was made is not kept: " + e.getCause().getMessage());
        }
        end();
    }

    private void end() throws InterruptedException {
        onStrand(
                () -> {
                    registry.open();
                    reconciler.goOn();
                    return null;
                });
    }

    /** The start has failed: the journal is again what it was before. */
    void fail() throws InterruptedException {
        if (strict && begun) {
            try {
                journal.takeBack();
            } catch (IOException e) {
                LOG.log(Level.ERROR, "the journal cannot be put back: " + e.getMessage());
            }
        }
        end();
    }

    private void apply(Configuration.Step step) throws ConfigFile.Invalid, InterruptedException {
        if (step.isQuestion()) {
            ask(step);
            return;
        }
        Reconciler.Attempt attempt;
        try {
            attempt = onStrand(() -> attempt(step.sequence())).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        if (attempt.missing() != null) {
            LOG.log(Level.WARNING, step.where() + " waits: " + attempt.missing());
        } else if (attempt.refusal() != null && strict) {
            throw new ConfigFile.Invalid(step.where() + ": " + attempt.refusal());
        } else if (attempt.refusal() != null) {
            LOG.log(Level.ERROR, step.where() + " is refused now: " + attempt.refusal());
        }
    }

    private void ask(Configuration.Step step) throws ConfigFile.Invalid, InterruptedException {
        Map<String, Object> parameters = step.parameters();
        try {
            registry.call(step.method(), parameters.isEmpty() ? null : parameters);
        } catch (RpcException e) {
            throw new ConfigFile.Invalid(step.where() + ": " + RefusalText.of(e));
        }
    }

    private CompletableFuture<Reconciler.Attempt> attempt(long sequence) {
        Entry entry = desired.entry(sequence);
        if (entry == null || !desired.isWaiting(sequence)) {
            return CompletableFuture.completedFuture(Reconciler.Attempt.MADE);
        }
        return reconciler
                .attempt(entry)
                .thenApply(
                        attempt -> {
                            if (attempt.missing() != null) {
                                reserve(entry);
                            }
                            return attempt;
                        });
    }

    // A namespace that waits has its identifier already, so that no other takes it.
    private void reserve(Entry entry) {
        if (!entry.method().equals("nvmf_subsystem_add_ns")) {
            return;
        }
        int given = entry.at(NSID) instanceof Number nsid ? nsid.intValue() : 0;
        String nqn = String.valueOf(entry.at("nqn"));
        int nsid =
                reconciler.needs().presence().reserveNamespace(TargetNames.of(entry), nqn, given);
        if (given == 0 && nsid != 0) {
            Map<String, Object> parameters = Trees.with(entry.parameters(), NSID, nsid);
            desired.made(
                    entry, new Entry(entry.sequence(), entry.method(), parameters, List.of(NSID)));
        }
    }

    private <T> T onStrand(Callable<T> task) throws InterruptedException {
        try {
            return strand.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
