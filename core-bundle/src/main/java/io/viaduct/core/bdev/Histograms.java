package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Reactor;

/** The histograms of one device, one a reactor, while they are wanted. */
final class Histograms {
    // One element a reactor, each touched by that reactor's thread alone.
    private final LatencyHistogram[] byReactor;
    private volatile HistogramShape shape;

    /** None wanted. */
    Histograms(int reactors) {
        byReactor = new LatencyHistogram[reactors];
    }

    /** What is wanted, or null. Any thread. */
    HistogramShape shape() {
        return shape;
    }

    /** What is wanted from now on, or null. Control strand. */
    void shape(HistogramShape next) {
        shape = next;
    }

    /** The one of a reactor: made anew where another is wanted; null where none is. Reactor. */
    LatencyHistogram on(Reactor reactor) {
        int index = reactor.index();
        HistogramShape wanted = shape;
        if (wanted == null) {
            byReactor[index] = null;
        } else if (byReactor[index] == null || !byReactor[index].shape().equals(wanted)) {
            byReactor[index] = new LatencyHistogram(wanted);
        }
        return byReactor[index];
    }
}
