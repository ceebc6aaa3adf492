package io.viaduct.web;

import io.viaduct.api.rpc.ControlPlane;

import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Set;

/**
 * Serves metrics for as long as there is a control plane and somebody has asked for them: a
 * configuration, or else the framework property {@value #PROPERTY}. A configuration that cannot be
 * changes nothing. ConfigAdmin's thread.
 */
@Component(
        service = ManagedService.class,
        property = "service.pid=" + WebSettings.PID,
        immediate = true)
public final class WebSettings implements ManagedService {
    /** Of the configuration. */
    static final String PID = "io.viaduct.web";

    /** The launcher's: PORT or ADDRESS:PORT. */
    static final String PROPERTY = "viaduct.metrics";

    static final String PORT = "metrics_port";
    static final String ADDRESS = "metrics_address";

    private static final String ADDRESS_DEFAULT = "127.0.0.1";
    private static final int PORT_MAX = 65_535;
    private static final Set<String> KNOWN = Set.of(PORT, ADDRESS);

    /** What ConfigAdmin and who writes files for it add. */
    private static final Set<String> FOREIGN = Set.of("service.", "felix.", ".");

    private static final System.Logger LOG = System.getLogger(WebSettings.class.getName());

    private final ControlPlane control;
    private final String asked;
    private MetricsServer server;

    /** Asks the framework what is to be served where no configuration says so. */
    @Activate
    public WebSettings(BundleContext context, @Reference ControlPlane control)
            throws ConfigurationException {
        this(context.getProperty(PROPERTY), control);
        updated(null);
    }

    WebSettings(String asked, ControlPlane control) {
        this.asked = asked;
        this.control = control;
    }

    @Override
    public synchronized void updated(Dictionary<String, ?> given) throws ConfigurationException {
        try {
            InetSocketAddress wanted = given == null ? asked() : wanted(given);
            stop();
            if (wanted != null) {
                server = MetricsServer.start(wanted, control);
                LOG.log(Level.INFO, "metrics on {0}", server.address());
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "there are no metrics: {0}", e.getMessage());
            throw new ConfigurationException(PORT, e.getMessage(), e);
        } catch (ConfigurationException e) {
            LOG.log(Level.ERROR, PID + " is not taken over: " + e.getMessage());
            throw e;
        }
    }

    /** Ends what is served. */
    @Deactivate
    synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Where metrics are served now, or null. */
    synchronized InetSocketAddress address() {
        return server == null ? null : server.address();
    }

    private InetSocketAddress asked() throws ConfigurationException {
        if (asked == null) {
            return null;
        }
        int colon = asked.lastIndexOf(':');
        String address = colon < 0 ? ADDRESS_DEFAULT : asked.substring(0, colon);
        return new InetSocketAddress(address(address), port(asked.substring(colon + 1)));
    }

    private static InetSocketAddress wanted(Dictionary<String, ?> given)
            throws ConfigurationException {
        for (String name : Collections.list(given.keys())) {
            if (!KNOWN.contains(name) && FOREIGN.stream().noneMatch(name::startsWith)) {
                throw new ConfigurationException(name, "there is no such option");
            }
        }
        if (given.get(PORT) == null) {
            return null;
        }
        Object address = given.get(ADDRESS);
        return new InetSocketAddress(
                address(address == null ? ADDRESS_DEFAULT : address.toString().strip()),
                port(given.get(PORT).toString().strip()));
    }

    private static InetAddress address(String text) throws ConfigurationException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ADDRESS, "\"" + text + "\" is no address", e);
        }
    }

    private static int port(String text) throws ConfigurationException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new ConfigurationException(PORT, "\"" + text + "\" is no port", e);
        }
        throw new ConfigurationException(PORT, "\"" + text + "\" is no port");
    }
}
