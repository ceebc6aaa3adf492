package io.viaduct.rpc;

import io.viaduct.api.rpc.ControlPlane;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/**
 * Serves JSON-RPC for as long as there is a control plane, on the socket that the framework
 * property {@value #PATH_PROPERTY} names.
 */
@Component(
        service = {},
        immediate = true)
public final class RpcComponent {
    /** The framework property that names the socket. */
    static final String PATH_PROPERTY = "viaduct.rpc";

    /** Where SPDK's clients look. */
    static final String PATH_DEFAULT = "/var/tmp/spdk.sock";

    private static final System.Logger LOG = System.getLogger(RpcComponent.class.getName());

    private final RpcServer server;

    /** Starts to listen. */
    @Activate
    public RpcComponent(BundleContext context, @Reference ControlPlane control) throws IOException {
        String configured = context.getProperty(PATH_PROPERTY);
        Path path = Path.of(configured == null ? PATH_DEFAULT : configured);
        try {
            server = RpcServer.start(path, control);
        } catch (IOException e) {
            LOG.log(Level.ERROR, e.getMessage());
            throw e;
        }
        LOG.log(Level.INFO, "JSON-RPC on {0}", path);
    }

    /** Ends what {@link #RpcComponent} started. */
    @Deactivate
    void stop() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "RPC socket not removed: {0}", e.getMessage());
        }
    }
}
