package io.viaduct.core.target;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;

import java.util.concurrent.CompletionStage;

/** nvmf_publish_mdns_prr and nvmf_stop_mdns_prr. */
public final class MdnsMethods implements RpcMethods {
    private static final String NO_TARGET = "Unable to find a target.";

    private final Targets targets;

    /** The methods of all targets. */
    public MdnsMethods(Targets targets) {
        this.targets = targets;
    }

    /** Lets hosts find a discovery subsystem by multicast DNS, some seconds later. */
    @RpcMethod(
            value = DiscoveryPublishers.PUBLISH,
            description = "Publishes where the discovery subsystem listens by multicast DNS.")
    public CompletionStage<Void> publish(TargetParams p) throws RpcException {
        Target target = p.target(targets, NO_TARGET);
        DiscoveryPublishers publishers = targets.publishers();
        if (publishers.isEmpty()) {
            throw Errno.EOPNOTSUPP.refusal("no bundle publishes by multicast DNS");
        }
        Target published = publishers.published();
        if (published == target) {
            throw Errno.EEXIST.refusal("it is published");
        }
        if (published != null) {
            throw Errno.EINVAL.refusal("the one of " + published.name() + " is published");
        }
        if (target.discoveryListeners().isEmpty()) {
            throw Errno.EINVAL.refusal("the discovery subsystem has no listeners");
        }
        return publishers.start(target);
    }

    /** Takes that back; answers when hosts have been told. */
    @RpcMethod(
            value = "nvmf_stop_mdns_prr",
            description = "No longer publishes the discovery subsystem by multicast DNS.")
    public CompletionStage<Void> stop(TargetParams p) throws RpcException {
        return targets.publishers().stop(p.target(targets, NO_TARGET));
    }
}
