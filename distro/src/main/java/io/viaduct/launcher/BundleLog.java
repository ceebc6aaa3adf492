package io.viaduct.launcher;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** What the bundles of others write to the OSGi log, among the other records. Any thread. */
final class BundleLog implements LogListener {
    /** The framework's events as the log repeats them: {@link FrameworkLog} has what matters. */
    private static final String EVENTS = "Events.";

    private final BundleContext context;

    private BundleLog(BundleContext context) {
        this.context = context;
    }

    /** Listens to every log service that appears from now on. */
    static void listen(BundleContext context) throws InvalidSyntaxException {
        BundleLog log = new BundleLog(context);
        String readers =
                "(%s=%s)".formatted(Constants.OBJECTCLASS, LogReaderService.class.getName());
        context.addServiceListener(log::appeared, readers);
    }

    private void appeared(ServiceEvent event) {
        if (event.getType() == ServiceEvent.REGISTERED) {
            ServiceReference<?> reader = event.getServiceReference();
            ((LogReaderService) context.getService(reader)).addLogListener(this);
        }
    }

    @Override
    public void logged(LogEntry entry) {
        String logger = String.valueOf(entry.getLoggerName());
        if (!logger.startsWith(EVENTS)) {
            String name = entry.getBundle().getSymbolicName();
            System.getLogger(name).log(levelOf(entry), entry.getMessage(), entry.getException());
        }
    }

    private static System.Logger.Level levelOf(LogEntry entry) {
        return switch (entry.getLogLevel()) {
            case AUDIT, INFO -> System.Logger.Level.INFO;
            case ERROR -> System.Logger.Level.ERROR;
            case WARN -> System.Logger.Level.WARNING;
            case DEBUG -> System.Logger.Level.DEBUG;
            case TRACE -> System.Logger.Level.TRACE;
        };
    }
}
