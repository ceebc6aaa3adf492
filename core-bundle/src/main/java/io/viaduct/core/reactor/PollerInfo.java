package io.viaduct.core.reactor;

/**
 * A poller or an armed timer of a reactor, at one moment.
 *
 * @param owner whose it is
 * @param timed whether it is a timer
 * @param runs how often it has been called
 * @param busy how often it has found something to do; each call of a timer counts
 * @param delayNanos after which a timer goes off, from when it was armed; 0 for a poller
 */
public record PollerInfo(String owner, boolean timed, long runs, long busy, long delayNanos) {}
