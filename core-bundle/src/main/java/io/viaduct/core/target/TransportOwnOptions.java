package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.core.control.SpdkCatalogue;

import java.util.LinkedHashMap;
import java.util.Map;

/** Sorts the parameters of nvmf_create_transport that are not common to all transports. */
final class TransportOwnOptions {
    // SPDK's client sends options of all its transports, whatever the transport.
    private static final SpdkCatalogue.Method SPDK =
            SpdkCatalogue.get().method("nvmf_create_transport");

    private TransportOwnOptions() {}

    /** Those that the transport names; refuses what neither it nor SPDK knows, or takes. */
    static Map<String, Object> of(TargetTransport transport, Map<String, Object> given)
            throws RpcException {
        Map<String, Object> own = new LinkedHashMap<>();
        for (Map.Entry<String, Object> option : given.entrySet()) {
            if (transport.optionNames().contains(option.getKey())) {
                own.put(option.getKey(), option.getValue());
            } else if (!SPDK.takes(option.getKey(), option.getValue())) {
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
