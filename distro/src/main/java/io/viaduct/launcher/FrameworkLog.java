package io.viaduct.launcher;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** What the framework itself has to say, among the other records. */
final class FrameworkLog extends Logger {
    private static final System.Logger LOG = System.getLogger("org.apache.felix.framework");

    @Override
    protected void doLog(
            Bundle bundle, ServiceReference service, int level, String message, Throwable thrown) {
        String about = bundle == null ? "" : " [" + bundle + "]";
        LOG.log(levelOf(level), message + about, thrown);
    }

    private static System.Logger.Level levelOf(int level) {
        return switch (level) {
            case LOG_ERROR -> System.Logger.Level.ERROR;
            case LOG_WARNING -> System.Logger.Level.WARNING;
            case LOG_INFO -> System.Logger.Level.INFO;
            default -> System.Logger.Level.DEBUG;
        };
    }
}
