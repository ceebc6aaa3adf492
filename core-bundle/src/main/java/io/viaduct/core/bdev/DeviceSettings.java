package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Reactor;

/**
 * What an administrator has set of one device, beside what has made it. Control strand, but for
 * what a method says of reactors.
 */
final class DeviceSettings {
    private final BdevEntry entry;
    private final Histograms histograms;
    private final QueueDepth queueDepth;
    private RateLimits limits = RateLimits.NONE;
    private volatile Rates rates;

    /** Nothing is set. */
    DeviceSettings(BdevEntry entry, int reactors) {
        this.entry = entry;
        histograms = new Histograms(reactors);
        queueDepth = new QueueDepth(entry, reactors);
    }

    /** What limits its I/O. */
    RateLimits limits() {
        return limits;
    }

    /** Sets what limits its I/O. */
    void limits(RateLimits next, long nowNanos) {
        limits = next;
        rates = next.isEmpty() ? null : new Rates(next, nowNanos);
    }

    /** The limits as reactors share them; null without, and when it goes. Any thread. */
    Rates rates() {
        return entry.cause() == null ? rates : null;
    }

    /** Counts of how long its I/O takes. */
    Histograms histograms() {
        return histograms;
    }

    /** How many I/O it is found to have. */
    QueueDepth queueDepth() {
        return queueDepth;
    }

    /** Whether nothing of it concerns a reactor. */
    boolean areEmpty() {
        return limits.isEmpty() && histograms.shape() == null && !queueDepth.isSampled();
    }

    /**
     * A reactor does as is set.
     *
     * @param channel the reactor's channel to the device, or null where none is open
     */
    void settle(Reactor reactor, DeviceChannel channel) {
        queueDepth.settle(reactor);
        LatencyHistogram histogram = histograms.on(reactor);
        if (channel != null) {
            channel.limit(rates());
            channel.latency().histogram(histogram);
        }
    }
}
