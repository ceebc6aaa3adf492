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

    /** Announces its version at each start. */
    private static final String TALKATIVE = "org.apache.felix.scr";

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
            write(System.getLogger(entry.getBundle().getSymbolicName()), entry);
        }
    }

    /** Why somebody's jar does not start is one line; its trace is for who looks for more. */
    private static void write(System.Logger logger, LogEntry entry) {
        Throwable thrown = entry.getException();
        if (thrown == null || logger.isLoggable(System.Logger.Level.DEBUG)) {
            logger.log(levelOf(entry), entry.getMessage(), thrown);
        } else {
            logger.log(levelOf(entry), entry.getMessage() + ": " + thrown.getMessage());
        }
    }

    private static System.Logger.Level levelOf(LogEntry entry) {
        return switch (entry.getLogLevel()) {
            case AUDIT -> System.Logger.Level.INFO;
            case INFO ->
                    entry.getBundle().getSymbolicName().equals(TALKATIVE)
                            ? System.Logger.Level.DEBUG
                            : System.Logger.Level.INFO;
            case ERROR -> System.Logger.Level.ERROR;
            case WARN -> System.Logger.Level.WARNING;
            case DEBUG -> System.Logger.Level.DEBUG;
            case TRACE -> System.Logger.Level.TRACE;
        };
    }
}
