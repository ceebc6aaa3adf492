package io.viaduct.shell;

import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/**
 * Serves {@code viaduct shell} on {@code shell.sock} in the folder that the framework property
 * {@value #DATA_PROPERTY} names; without the property there is no socket.
 */
@Component(
        service = {},
        immediate = true)
public final class ShellComponent {
    /** The framework property that names the data folder. */
    static final String DATA_PROPERTY = "viaduct.data";

    private static final String SOCKET = "shell.sock";
    private static final System.Logger LOG = System.getLogger(ShellComponent.class.getName());

    private final ShellServer server;

    /** Starts to listen. */
    @Activate
    public ShellComponent(BundleContext context, @Reference CommandProcessor processor)
            throws IOException {
        String data = context.getProperty(DATA_PROPERTY);
        if (data == null) {
            LOG.log(Level.INFO, "no shell socket, for {0} is not set", DATA_PROPERTY);
            server = null;
            return;
        }
        try {
            server = ShellServer.start(Path.of(data, SOCKET), processor);
        } catch (IOException e) {
            LOG.log(Level.ERROR, e.getMessage());
            throw e;
        }
    }

    /** Ends what {@link #ShellComponent} started. */
    @Deactivate
    void stop() {
        if (server == null) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "shell socket not removed: {0}", e.getMessage());
        }
    }
}
