package io.viaduct.rpc;

import io.viaduct.api.rpc.ControlPlane;

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
 * JSON-RPC over HTTP for as long as a configuration asks for it, and never without a password. A
 * configuration that cannot be changes nothing. ConfigAdmin's thread.
 */
@Component(
        service = ManagedService.class,
        property = "service.pid=" + HttpSettings.PID,
        immediate = true)
public final class HttpSettings implements ManagedService {
    /** Of the configuration. */
    static final String PID = "io.viaduct.rpc";

    static final String PORT = "http_port";
    static final String ADDRESS = "http_address";
    static final String USER = "http_user";
    static final String PASSWORD = "http_password";

    private static final String ADDRESS_DEFAULT = "127.0.0.1";
    private static final int PORT_MAX = 65_535;
    private static final Set<String> KNOWN = Set.of(PORT, ADDRESS, USER, PASSWORD);

    /** What ConfigAdmin and who writes files for it add. */
    private static final Set<String> FOREIGN = Set.of("service.", "felix.", ".");

    private static final System.Logger LOG = System.getLogger(HttpSettings.class.getName());

    private final ControlPlane control;
    private HttpGateway gateway;

    /** Where HTTP is served, and to whom. */
    record Options(InetSocketAddress address, String user, String password) {}

    /** Nothing is served before there is a configuration. */
    @Activate
    public HttpSettings(@Reference ControlPlane control) {
        this.control = control;
    }

    @Override
    public synchronized void updated(Dictionary<String, ?> given) throws ConfigurationException {
        try {
            Options options = given == null ? null : options(given);
            stop();
            if (options != null) {
                gateway = HttpGateway.start(options, control);
                LOG.log(Level.INFO, "JSON-RPC over HTTP on {0}", gateway.address());
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "JSON-RPC over HTTP is not there: {0}", e.getMessage());
            throw new ConfigurationException(PORT, e.getMessage(), e);
        } catch (ConfigurationException e) {
            LOG.log(Level.ERROR, PID + " is not taken over: " + e.getMessage());
            throw e;
        }
    }

    /** Ends what is served. */
    @Deactivate
    synchronized void stop() {
        if (gateway != null) {
            gateway.close();
            gateway = null;
        }
    }

    /** Where it is served now, or null. */
    synchronized InetSocketAddress address() {
        return gateway == null ? null : gateway.address();
    }

    /** What is asked for; null where no port is. */
    private static Options options(Dictionary<String, ?> given) throws ConfigurationException {
        for (String name : Collections.list(given.keys())) {
            if (!KNOWN.contains(name) && FOREIGN.stream().noneMatch(name::startsWith)) {
                throw new ConfigurationException(name, "there is no such option");
            }
        }
        if (given.get(PORT) == null) {
            return null;
        }
        String address = text(given, ADDRESS);
        return new Options(
                new InetSocketAddress(
                        address(address == null ? ADDRESS_DEFAULT : address), port(given)),
                required(given, USER),
                required(given, PASSWORD));
    }

    private static InetAddress address(String text) throws ConfigurationException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ADDRESS, "\"" + text + "\" is no address", e);
        }
    }

    private static int port(Dictionary<String, ?> given) throws ConfigurationException {
        String text = text(given, PORT);
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

    private static String required(Dictionary<String, ?> given, String name)
            throws ConfigurationException {
        String text = text(given, name);
        if (text == null || text.isEmpty()) {
            throw new ConfigurationException(name, "HTTP is not served without one");
        }
        return text;
    }

    private static String text(Dictionary<String, ?> given, String name) {
        Object value = given.get(name);
        return value == null ? null : value.toString().strip();
    }
}
