package io.viaduct.core.controller;

import io.viaduct.api.nvme.Cc;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.Csts;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.controller.AsyncEvents.Event;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.SubsystemSlot;
import io.viaduct.core.view.SubsystemView;

import java.util.Collection;
import java.util.UUID;

/**
 * A controller, made by the Connect of an admin queue and gone with it. It lives on the reactor of
 * that queue; its I/O queues may be anywhere.
 */
public final class Controller {
    /**
     * What a Connect of an I/O queue is answered.
     *
     * @param status of the completion
     * @param dw0 of the completion
     * @param queueTaken whether the identifier is in use, perhaps by a queue about to be gone
     */
    public record Admission(int status, int dw0, boolean queueTaken) {
        private static final Admission GRANTED = new Admission(Status.SUCCESS, 0, false);
        private static final Admission TAKEN =
                new Admission(Status.INVALID_QUEUE_IDENTIFIER, 0, true);
        private static final Admission NO_SUCH_QUEUE =
                new Admission(Status.INVALID_QUEUE_IDENTIFIER, 0, false);

        private static Admission invalid(int dw0) {
            return new Admission(Status.FABRICS_INVALID_PARAM, dw0, false);
        }
    }

    /** Abort commands at once; ACL is one less. */
    public static final int ABORTS_MAX = 4;

    /** Offset of HOSTID in the data of Connect. */
    private static final int IPO_HOSTID = 0;

    private final Association association;
    private final SubsystemSlot subsystem;
    private final CoreQpair admin;
    private final ControllerProperties properties;
    private Features features;
    private final AsyncEvents events = new AsyncEvents();
    private final ChangedNamespaces changed = new ChangedNamespaces();
    private final IoQueues queues;
    private final Telemetry telemetry = new Telemetry(this);
    private final EventLog eventLog;
    private final KeepAlive keepAlive;
    private final AssociationTimer timer;
    private int queuesGranted;
    private int aborts;
    private boolean logChanged;
    private boolean subsystemReset;
    private boolean closing;
    private boolean adminGone;
    private boolean gone;

    /** A disabled controller. Its keep alive timer runs from now on. */
    public Controller(
            Association association, SubsystemSlot subsystem, CoreQpair admin, long katoMs) {
        this.association = association;
        this.subsystem = subsystem;
        this.admin = admin;
        boolean resets = subsystem.view().controllers().resets();
        properties = new ControllerProperties(admin.options().maxQueueDepth(), resets);
        queues = new IoQueues(admin.target().courier());
        eventLog = new EventLog(this, admin.target().shared().events(association.subnqn()));
        keepAlive = startKeepAlive(katoMs);
        timer =
                new AssociationTimer(
                        admin.target(), properties::fatal, () -> close("association time-out"));
        resetFeatures();
        association.controller(this);
        subsystem.add(this);
        eventLog.reset();
    }

    private KeepAlive startKeepAlive(long katoMs) {
        var made = new KeepAlive[1];
        Timer timer = admin.target().timer(() -> made[0].elapsed());
        made[0] = new KeepAlive(admin.target().reactor(), timer, queues::commands, this::expired);
        made[0].start(grantedKato(katoMs));
        return made[0];
    }

    private long grantedKato(long askedMs) {
        long asked = askedMs == 0 && discovery() ? KeepAlive.DISCOVERY_DEFAULT_MS : askedMs;
        return KeepAlive.granted(asked, admin.options().kas(), admin.options().minKatoMs());
    }

    // What it is.

    /** What every queue pair of it may see. */
    public Association association() {
        return association;
    }

    /** Its subsystem. */
    public SubsystemSlot subsystem() {
        return subsystem;
    }

    /** Its admin queue pair. */
    public CoreQpair admin() {
        return admin;
    }

    /** Whether it is a discovery controller. */
    public boolean discovery() {
        return subsystem.view().type() == SubsystemView.Type.DISCOVERY;
    }

    /** Its properties. */
    public ControllerProperties properties() {
        return properties;
    }

    /** Features that it only keeps. */
    public Features features() {
        return features;
    }

    /** Its asynchronous events. */
    public AsyncEvents asyncEvents() {
        return events;
    }

    /** Namespaces that have changed. */
    public ChangedNamespaces changedNamespaces() {
        return changed;
    }

    /** Its state, kept for its Telemetry logs. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Its view of what has happened to the subsystem. */
    public EventLog eventLog() {
        return eventLog;
    }

    /** Its I/O queue pairs. */
    public IoQueues queues() {
        return queues;
    }

    /** Optional events that it can tell of: OAES. */
    public int eventsOffered() {
        return discovery() ? Event.DISCOVERY_LOG.config() : Event.NAMESPACE_ATTRIBUTE.config();
    }

    /** What the Asynchronous Event Configuration feature is at first. */
    public int eventsDefault() {
        return eventsOffered();
    }

    /** Whether admin commands other than Fabrics commands are served. */
    public boolean ready() {
        return properties.ready();
    }

    // Features that it acts on.

    /** I/O queues that the host may connect. */
    public int queuesGranted() {
        return queuesGranted;
    }

    /** Grants as many I/O queues as asked for, up to what the transport has. */
    public void grantQueues(int asked) {
        queuesGranted = Math.min(asked, admin.options().maxIoQpairsPerCtrlr());
    }

    /** Keep alive time-out, milliseconds. */
    public long katoMs() {
        return keepAlive.katoMs();
    }

    /** Starts the keep alive timer anew. */
    public void kato(long askedMs) {
        keepAlive.start(grantedKato(askedMs));
    }

    /** Whether the host cannot be heard for a while: its time does not run then. */
    public void pauseKeepAlive(boolean on) {
        if (!closing) {
            keepAlive.pause(on);
        }
    }

    /** Disables or enables the write cache, as this controller's queues see it. */
    public void writeThrough(boolean on) {
        association.writeThrough(on);
    }

    /** Whether the host understands retry delays. */
    public void acre(boolean on) {
        association.acre(on);
    }

    private void resetFeatures() {
        features = new Features(admin.target().reactor().nowNanos());
        grantQueues(admin.options().maxIoQpairsPerCtrlr());
        events.want(eventsDefault());
        association.writeThrough(false);
        association.acre(false);
    }

    // What happens to it.

    /** A command has come on the admin queue. */
    public void adminCommand() {
        keepAlive.touch();
    }

    /** Sets Controller Configuration. False, and no change, for what the controller cannot do. */
    public boolean configure(int cc) {
        boolean enable = Cc.enabled(cc) && !Cc.enabled(properties.cc());
        boolean disable = !Cc.enabled(cc) && Cc.enabled(properties.cc());
        int shn = Cc.shutdownNotification(cc);
        if (shn > Cc.SHN_ABRUPT || (enable && !ControllerProperties.supports(cc))) {
            return false;
        }
        boolean shutdown = shn != 0 && Cc.shutdownNotification(properties.cc()) == 0;
        properties.cc(cc);
        if (enable) {
            properties.ready(true);
            timer.enabled();
            keepAlive.start(keepAlive.katoMs());
        } else if (disable) {
            reset();
        } else if (shutdown) {
            shutdown();
        }
        return true;
    }

    private void reset() {
        events.reset();
        keepAlive.stop();
        timer.draining();
        queues.disconnect("controller reset", this::resetDone);
    }

    private void resetDone() {
        if (Cc.enabled(properties.cc())) {
            return;
        }
        resetFeatures();
        eventLog.release();
        eventLog.reset();
        properties.reset();
        if (subsystemReset) {
            subsystemReset = false;
            properties.subsystemResetOccurred(true);
        }
        timer.idle();
    }

    /** The subsystem is reset, by the host of any of its controllers. */
    public void resetWithSubsystem() {
        subsystemReset = true;
        properties.cc(Cc.enabled(properties.cc(), false));
        reset();
    }

    private void shutdown() {
        properties.shutdown(Csts.SHST_OCCURRING);
        keepAlive.stop();
        timer.draining();
        queues.disconnect("controller shutdown", this::shutDown);
    }

    private void shutDown() {
        properties.shutdown(Csts.SHST_COMPLETE);
        timer.idle();
    }

    private void expired() {
        properties.fatal();
        close("keep alive expired");
    }

    /** Decides on the Connect of an I/O queue, and counts it as connected if it is granted. */
    public Admission admit(CoreQpair qpair, int qid, UUID hostid, String hostnqn) {
        if (closing || discovery() || !properties.takesIoQueues()) {
            return Admission.invalid(ConnectResponse.invalidCommand(ConnectResponse.IPO_QID));
        }
        if (!association.hostnqn().equals(hostnqn)) {
            return Admission.invalid(ConnectResponse.invalidData(ConnectData.IPO_HOSTNQN));
        }
        if (!association.hostid().equals(hostid)) {
            return Admission.invalid(ConnectResponse.invalidData(IPO_HOSTID));
        }
        if (qid > queuesGranted) {
            return Admission.NO_SUCH_QUEUE;
        }
        if (queues.find(qid) != null) {
            return Admission.TAKEN;
        }
        queues.add(qid, qpair);
        return Admission.GRANTED;
    }

    /** An I/O queue pair is drained. */
    public void queueGone(int qid, CoreQpair qpair) {
        queues.remove(qid, qpair);
    }

    /** An Abort begins. False where as many as ACL allows are under way. */
    public boolean beginAbort() {
        if (aborts == ABORTS_MAX) {
            return false;
        }
        aborts++;
        return true;
    }

    /** An Abort has ended. */
    public void endAbort() {
        aborts--;
    }

    /** The host wants telemetry. */
    public void createTelemetry() {
        telemetry.create();
        eventLog.telemetryCreated(telemetry.header(LogId.TELEMETRY_HOST_INITIATED));
    }

    /** A command has failed in a way that should not be: keeps telemetry, and tells the host. */
    void fault(String why) {
        if (!closing && telemetry.fault(why)) {
            eventLog.telemetryCreated(telemetry.header(LogId.TELEMETRY_CTRLR_INITIATED));
            events.raise(Event.TELEMETRY_LOG);
        }
    }

    /** The host has read the telemetry of a fault. */
    public void telemetryRead() {
        telemetry.read();
        association.faultRead();
        events.read(Event.TELEMETRY_LOG);
    }

    /** Namespaces have changed; the host is told later, see {@link #announce}. */
    public void namespacesChanged(Collection<Integer> nsids) {
        nsids.forEach(changed::add);
    }

    /** The discovery log has changed; the host is told later, see {@link #announce}. */
    public void discoveryLogChanged() {
        logChanged = true;
    }

    /** Every reactor serves the changed namespaces or the changed discovery log: tells the host. */
    public void announce() {
        if (logChanged) {
            logChanged = false;
            events.raise(Event.DISCOVERY_LOG);
        }
        if (!changed.isEmpty()) {
            events.raise(Event.NAMESPACE_ATTRIBUTE);
        }
    }

    /** Disconnects all queues; the controller goes when they are drained. */
    public void close(String why) {
        if (closing) {
            return;
        }
        closing = true;
        keepAlive.close();
        timer.close();
        admin.disconnect(why);
        queues.disconnect(why, this::goIfDrained);
    }

    /** The admin queue pair is drained. */
    public void adminGone() {
        adminGone = true;
        if (closing) {
            goIfDrained();
        } else {
            close("admin queue is gone");
        }
    }

    private void goIfDrained() {
        if (adminGone && !gone && queues.count() == 0) {
            gone = true;
            admin.target().shared().directory().leave(association);
            subsystem.remove(this);
        }
    }
}
