package io.viaduct.core.target;

import io.viaduct.api.discovery.DiscoveryPublisher;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.control.DesiredState;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Who can let hosts find a discovery subsystem, and which target's that is: one at a time, as in
 * SPDK. It stays so while the subsystem listens nowhere, and waits when the bundle has left that
 * did it. Control strand.
 */
public final class DiscoveryPublishers {
    /** The method by which that is wanted. */
    static final String PUBLISH = "nvmf_publish_mdns_prr";

    private static final Logger LOG = System.getLogger(DiscoveryPublishers.class.getName());
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Executor strand;
    private final DesiredState desired;
    private final List<DiscoveryPublisher> publishers = new ArrayList<>();
    private Runnable wake = () -> {};
    private Target published;
    private String toldName;
    private List<TransportId> toldListeners;

    /**
     * Nobody can, and it is not wanted.
     *
     * @param strand the control strand
     * @param desired what waits when its publisher has left
     */
    DiscoveryPublishers(Executor strand, DesiredState desired) {
        this.strand = strand;
        this.desired = desired;
    }

    /** What is done when what waits may be possible. */
    public void whenPossible(Runnable task) {
        wake = task;
    }

    /** Whether nobody can publish. */
    public boolean isEmpty() {
        return publishers.isEmpty();
    }

    /** The target whose discovery subsystem hosts can find, or null. */
    Target published() {
        return published;
    }

    /** A bundle can publish; it is asked to when the older ones have gone. */
    public void add(DiscoveryPublisher publisher) {
        publishers.add(publisher);
        wakeWaiting();
    }

    /** A bundle leaves; done when nothing of it is published any more. */
    public CompletableFuture<Void> remove(DiscoveryPublisher publisher) {
        boolean asked = published != null && publishers.getFirst() == publisher;
        publishers.remove(publisher);
        if (!asked) {
            return DONE;
        }
        desired.suspend(entry -> entry.method().equals(PUBLISH), "its bundle has left");
        // The next one would find the names taken before.
        return withdraw(publisher).thenRunAsync(this::wakeWaiting, strand);
    }

    /** It is wanted from now on; done when that is under way. */
    CompletableFuture<Void> start(Target target) {
        published = target;
        return tell();
    }

    /** It is no longer wanted; done when hosts have been told. */
    CompletableFuture<Void> stop(Target target) {
        return published == target ? withdraw(publishers.getFirst()) : DONE;
    }

    /** Takes over what has become of a target's discovery subsystem. */
    void changed(Target target) {
        if (published == null) {
            wakeWaiting();
        } else if (published == target
                && !(target.discovery().nqn().equals(toldName)
                        && target.discoveryListeners().equals(toldListeners))) {
            var unused = tell();
        }
    }

    private void wakeWaiting() {
        if (desired.isWaiting(entry -> entry.method().equals(PUBLISH))) {
            wake.run();
        }
    }

    private CompletableFuture<Void> tell() {
        toldName = published.discovery().nqn();
        toldListeners = published.discoveryListeners();
        return ask(publishers.getFirst());
    }

    private CompletableFuture<Void> withdraw(DiscoveryPublisher publisher) {
        published = null;
        toldListeners = List.of();
        return ask(publisher);
    }

    // Whoever is asked is somebody else's code: what it throws must not undo the change it is told.
    private CompletableFuture<Void> ask(DiscoveryPublisher publisher) {
        try {
            return publisher
                    .publish(toldName, toldListeners)
                    .toCompletableFuture()
                    .exceptionally(DiscoveryPublishers::report);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(report(e));
        }
    }

    private static Void report(Throwable fault) {
        LOG.log(Level.ERROR, "the discovery service is not published", fault);
        return null;
    }
}
