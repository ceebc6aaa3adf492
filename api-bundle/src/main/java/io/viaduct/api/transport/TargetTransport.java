package io.viaduct.api.transport;

import io.viaduct.api.rpc.RpcException;

import org.osgi.annotation.versioning.ConsumerType;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

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
     * Names of its own options beside the common ones: what {@link #create} is given of a call's
     * further parameters. SPDK's clients send options of all transports at once; those that SPDK
     * knows and this transport does not name are passed over, any other is refused.
     */
    default Set<String> optionNames() {
        return Set.of();
    }

    /**
     * Asks at an address as a host would whether a target of this wire answers there: for TCP a
     * connection, and ICReq upon it. It leaves nothing behind. May block; any thread but the
     * control strand and a reactor's.
     *
     * @param address where something listens
     * @param timeoutMs milliseconds until an answer is due, at least 1
     * @throws IOException when nothing answers, or not as a target does; the message says which
     * @throws UnsupportedOperationException when this wire cannot be asked from here
     */
    default void probe(TransportId address, int timeoutMs) throws IOException {
        throw new UnsupportedOperationException(trtype() + " cannot be asked from here");
    }

    /**
     * Makes the transport of one target.
     *
     * @param context what it may use; in force until {@link Transport#close} has returned
     * @param options the common options
     * @param specific those of {@link #optionNames} that were given, as JDK types
     * @throws RpcException for a bad option
     */
    Transport create(
            TransportContext context, TransportOptions options, Map<String, Object> specific)
            throws RpcException;
}
