package io.viaduct.api.transport;

import io.viaduct.api.rpc.RpcException;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The target's end of a wire, published as a service with the property {@code viaduct.transport}.
 * Control strand only.
 */
@ConsumerType
public interface TargetTransport {
    /** Service property with the transport's name. */
    String NAME = "viaduct.transport";

    /** Name as in RPC, in upper case: "TCP". */
    String trtype();

    /** Code in the discovery log: RDMA 1, FC 2, TCP 3, intra-host 254, vendor specific above. */
    int trtypeCode();

    /** Options where a caller names none. */
    TransportOptions defaults();

    /**
     * Makes the transport of one target.
     *
     * @param context what it may use; in force until {@link Transport#close} has returned
     * @param options the common options
     * @param specific further options as JDK types; all that is not known here is refused by name
     * @throws RpcException for a bad option
     */
    Transport create(TransportContext context, TransportOptions options, Map<String, Object> specific)
            throws RpcException;
}
