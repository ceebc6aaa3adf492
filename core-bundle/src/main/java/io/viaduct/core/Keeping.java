package io.viaduct.core;

import io.viaduct.core.control.Boot;
import io.viaduct.core.control.ConfigFile;
import io.viaduct.core.control.DesiredJournal;
import io.viaduct.core.control.DesiredMethods;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.Initialization;
import io.viaduct.core.control.MethodRegistry;
import io.viaduct.core.control.Notifications;
import io.viaduct.core.control.Reconciler;
import io.viaduct.core.control.Restoration;
import io.viaduct.core.control.Strand;
import io.viaduct.core.journal.DiskFolder;

import java.security.SecureRandom;
import java.util.List;

/** How a platform keeps what is desired, and makes it again at its start. */
final class Keeping {
    /** Notification: the desired state cannot be kept; its context says why. */
    private static final String FAILED = "journal_failed";

    /** Notification: it is kept again. */
    private static final String KEPT = "journal_kept";

    private final PlatformOptions options;
    private final Strand strand;
    private final MethodRegistry registry;
    private final DesiredState desired;
    private final Reconciler reconciler;
    private final Notifications notifications;
    private final DesiredJournal journal;

    Keeping(
            PlatformOptions options,
            PlatformParts parts,
            MethodRegistry registry,
            DesiredState desired,
            Reconciler reconciler,
            Notifications notifications) {
        this.options = options;
        this.registry = registry;
        this.desired = desired;
        this.reconciler = reconciler;
        this.notifications = notifications;
        notifications.register(FAILED, KEPT);
        strand = parts.strand();
        journal =
                options.journal() == null
                        ? null
                        : new DesiredJournal(
                                new DiskFolder(options.journal()),
                                parts.writer(),
                                parts.delay()::after,
                                new SecureRandom()::nextLong,
                                this::told);
    }

    private void told(String fault) {
        notifications.post(fault == null ? KEPT : FAILED, fault == null ? "" : fault);
    }

    /** Who changes something waits until {@link #boot} has made what is desired. Strand. */
    void holdCalls(Initialization initialization) {
        Boot.Plan plan = options.plan();
        boolean demo = plan.demo() && !plan.waitForRpc();
        if (journal != null || plan.config() != null || demo) {
            registry.close();
            var unused = initialization.running().thenRun(registry::close);
        }
    }

    DesiredMethods methods() {
        String path = journal == null ? null : options.journal().toString();
        return new DesiredMethods(desired, reconciler, journal, path);
    }

    List<String> boot() throws ConfigFile.Invalid, InterruptedException {
        var restoration = new Restoration(strand, registry, desired, reconciler, journal);
        return new Boot(registry, restoration, options.plan()).run();
    }

    /** Ends it, after the strand and the journal's writer. */
    void close() {
        if (journal != null) {
            journal.close();
        }
    }
}
