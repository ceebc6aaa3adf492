package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A transport of this target. Bundles that serve it come and go; while there is none it is held,
 * and tells what is known of it. Control strand.
 */
final class BoundTransport {
    private final String trtype;
    private final int trtypeCode;
    private final TransportOptions options;
    private final Map<String, Object> given;
    private final Map<String, Object> stored;
    private Map<String, Object> specific = Map.of();
    private TransportInstance instance;
    private TransportHold hold;

    /**
     * Makes the transport.
     *
     * @param given options of the transport's own
     * @param stored options that mean nothing here and are only shown again
     * @throws RpcException when it refuses an option
     */
    BoundTransport(
            TargetBase base,
            TransportServices.Entry service,
            TransportOptions options,
            Map<String, Object> given,
            Map<String, Object> stored)
            throws RpcException {
        trtype = service.transport().trtype();
        trtypeCode = service.transport().trtypeCode();
        this.options = options;
        this.given = Map.copyOf(given);
        this.stored = stored;
        instance = new TransportInstance(base, service, options, given);
    }

    /** Another instance of it with the same options, which does not serve yet. */
    TransportInstance another(TargetBase base, TransportServices.Entry service)
            throws RpcException {
        Map<String, Object> known = new LinkedHashMap<>(given);
        known.keySet().retainAll(service.transport().optionNames());
        return new TransportInstance(base, service, options, known);
    }

    String trtype() {
        return trtype;
    }

    int trtypeCode() {
        return trtypeCode;
    }

    TransportOptions options() {
        return options;
    }

    /** Its own options with the values in force. */
    Map<String, Object> specific() {
        return instance == null ? specific : instance.transport().specific();
    }

    Map<String, Object> stored() {
        return stored;
    }

    /** Who serves it; null while it is held. */
    TransportInstance instance() {
        return instance;
    }

    /** Whether this bundle's transport serves it. */
    boolean isServedBy(TargetTransport service) {
        return instance != null && instance.service() == service;
    }

    /** The hold under way; null while it is served. */
    TransportHold hold() {
        return hold;
    }

    /** Who serves it has left. */
    void held(TransportHold begun) {
        specific = new LinkedHashMap<>(instance.transport().specific());
        instance = null;
        hold = begun;
    }

    /** Somebody serves it again. */
    void served(TransportInstance by) {
        instance = by;
        hold = null;
    }

    /** Starts to listen. */
    Transport.Listener listen(TransportId address) throws IOException, RpcException {
        if (instance == null) {
            throw new IOException("its transport has left and may return");
        }
        return instance.transport().listen(address);
    }

    /** The transport's part of a discovery log entry. */
    byte[] tsas(TransportId address) {
        return instance.transport().tsas(address).clone();
    }

    /** Nobody listens at an address any more. */
    void closeHeld(TransportId address) {
        if (hold != null) {
            hold.close(address);
        }
    }
}
