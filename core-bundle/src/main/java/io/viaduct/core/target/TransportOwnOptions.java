package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Sorts the parameters of nvmf_create_transport that are not common to all transports. */
final class TransportOwnOptions {
    /** What SPDK's transports have of their own: rpc.py sends some of it whatever the transport. */
    private static final Set<String> SPDK =
            Set.of(
                    "c2h_success",
                    "sock_priority",
                    "control_msg_num",
                    "num_cqe",
                    "max_srq_depth",
                    "no_srq",
                    "acceptor_backlog",
                    "no_wr_batching",
                    "disable_mappable_bar0",
                    "disable_adaptive_irq",
                    "disable_shadow_doorbells");

    private TransportOwnOptions() {}

    /** Those that the transport names; refuses what neither it nor SPDK knows. */
    static Map<String, Object> of(TargetTransport transport, Map<String, Object> given)
            throws RpcException {
        Map<String, Object> own = new LinkedHashMap<>();
        for (Map.Entry<String, Object> option : given.entrySet()) {
            if (transport.optionNames().contains(option.getKey())) {
                own.put(option.getKey(), option.getValue());
            } else if (!SPDK.contains(option.getKey())) {
                throw Refusal.invalid(
                        "Invalid parameters",
                        option.getKey(),
                        option.getValue(),
                        "no option of " + transport.trtype());
            }
        }
        return own;
    }
}
