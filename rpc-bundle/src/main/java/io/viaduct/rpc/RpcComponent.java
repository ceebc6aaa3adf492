package io.viaduct.rpc;

import io.viaduct.api.rpc.ControlPlane;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Serves JSON-RPC for as long as there is a control plane, on the socket that the framework
 * property {@value #PATH_PROPERTY} names: a path, or ADDRESS:PORT of loopback. A launcher is told
 * where that cannot be done, for a start without the socket that was asked for is none.
 */
@Component(
        service = {},
        immediate = true)
public final class RpcComponent {
    /** The framework property that names the socket. */
    static final String PATH_PROPERTY = "viaduct.rpc";

    /** Where SPDK's clients look. */
    static final String PATH_DEFAULT = "/var/tmp/spdk.sock";

    /** A launcher takes reports: a consumer of maps with this property. */
    private static final String LAUNCHER = "(viaduct.launcher=true)";

    private static final System.Logger LOG = System.getLogger(RpcComponent.class.getName());

    /** Null where a launcher was told that there is none. */
    private final RpcServer server;

    /** Starts to listen. */
    @Activate
    public RpcComponent(
            BundleContext context,
            @Reference ControlPlane control,
            @Reference(target = LAUNCHER, cardinality = ReferenceCardinality.OPTIONAL)
                    Consumer<Map<String, Object>> launcher)
            throws IOException {
        String configured = context.getProperty(PATH_PROPERTY);
        RpcServer started = null;
        try {
            RpcAddress address = RpcAddress.parse(configured == null ? PATH_DEFAULT : configured);
            started = RpcServer.start(address.listen(), control);
            LOG.log(Level.DEBUG, "JSON-RPC on {0}", address);
        } catch (IOException e) {
            if (launcher == null) {
                throw e;
            }
            launcher.accept(Map.of("state", "failed", "message", e.getMessage()));
        }
        server = started;
    }

    /** Ends what {@link #RpcComponent} started. */
    @Deactivate
    void stop() {
        if (server == null) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "RPC socket not removed: {0}", e.getMessage());
        }
    }
}
