package io.viaduct.api.discovery;

import io.viaduct.api.transport.TransportId;

import org.osgi.annotation.versioning.ConsumerType;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lets hosts that have no address of the target find its discovery subsystem. While an
 * administrator wants that (nvmf_publish_mdns_prr), a service of this type is told where it
 * listens: when the service arrives, and at each change. Of several services the oldest is asked.
 * NVM Express technical proposal 8009, Pull Registration Request.
 */
@ConsumerType
public interface DiscoveryPublisher {
    /**
     * Publishes exactly these places from now on, in place of those of the last call. It comes on
     * the control strand and must not block; what fails later is the publisher's to report and to
     * try again.
     *
     * @param nqn the name of the discovery subsystem
     * @param listeners where it listens; none when nothing is to be found any more, as is asked
     *     before the service leaves
     * @return done when that is under way; where there are no listeners, when hosts have been told,
     *     or could not be
     */
    CompletionStage<Void> publish(String nqn, List<TransportId> listeners);
}
