package io.viaduct.api.reactor;

import org.osgi.annotation.versioning.ProviderType;

/** A one-shot timer of a reactor. Reactor thread only. */
@ProviderType
public interface Timer extends AutoCloseable {
    /**
     * Runs the action once, {@code delayNanos} from now or a little later; replaces a running one.
     */
    void arm(long delayNanos);

    /** Stops it if it runs. */
    void cancel();

    /** Whether the action is still to come. */
    boolean armed();

    /** Stops it for good. */
    @Override
    void close();
}
