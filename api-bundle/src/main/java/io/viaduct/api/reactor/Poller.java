package io.viaduct.api.reactor;

import org.osgi.annotation.versioning.ConsumerType;

/** A source that has to be asked. */
@ConsumerType
@FunctionalInterface
public interface Poller {
    /** Does a bounded amount of work and returns how much; 0 means there was nothing. */
    int poll(long nowNanos);
}
