package io.viaduct.core.controller;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.ReactorTarget;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;

import java.util.Locale;

/** All that can be told of a controller and what it stands on, as text. Reactor thread. */
final class StateDump {
    private final StringBuilder text = new StringBuilder();

    private StateDump() {}

    static String of(Controller controller) {
        var dump = new StateDump();
        dump.subsystem(controller);
        dump.controller(controller);
        dump.queues(controller);
        dump.namespaces(controller);
        return dump.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void subsystem(Controller controller) {
        ReactorTarget home = controller.admin().target();
        SubsystemView view = controller.subsystem().view();
        line("viaduct %s", home.shared().options().firmwareRevision());
        line("target %s, age %d ms", home.shared().name(), home.ageNanos() / 1_000_000);
        line("subsystem %s, %s", view.nqn(), view.type());
        line("controllers %s", home.shared().directory().list(view.nqn(), 0));
        line("listeners %s", view.listeners());
    }

    private void controller(Controller controller) {
        Association association = controller.association();
        ControllerProperties properties = controller.properties();
        line("controller %d of host %s", association.cntlid(), association.hostnqn());
        line("host identifier %s", association.hostid());
        line("listener %s, peer %s", association.listener(), controller.admin().wire().peer());
        line("reactor %d", controller.admin().target().reactor().index());
        line("CAP %016x, CC %08x, CSTS %08x", properties.cap(), properties.cc(), properties.csts());
        line("keep alive %d ms", controller.katoMs());
        line("events wanted %08x", controller.asyncEvents().wanted());
        line("I/O queues granted %d", controller.queuesGranted());
        line("write through %b, retry delays %b", association.writeThrough(), association.acre());
        line("failed commands %d", association.errors().count());
    }

    private void queues(Controller controller) {
        line("admin queue of %d entries", controller.admin().entries());
        for (CoreQpair qpair : controller.queues().all()) {
            HealthCounters counters = qpair.counters();
            line(
                    "queue on reactor %d, peer %s: commands %d, busy %d ms",
                    qpair.target().reactor().index(),
                    qpair.wire().peer(),
                    counters.commands(),
                    counters.busyNanos() / 1_000_000);
            counters(counters);
        }
        line("all queues, those that are gone too:");
        counters(controller.queues().total());
    }

    private void namespaces(Controller controller) {
        SubsystemView view = controller.subsystem().view();
        NamespaceHealth health = controller.admin().target().shared().health();
        for (NamespaceView namespace : view.namespaces()) {
            Geometry geometry = namespace.geometry();
            line(
                    "namespace %d, %s, %d blocks of %d",
                    namespace.nsid(),
                    namespace.uuid(),
                    geometry.blockCount(),
                    geometry.blockSize());
            counters(health.total(view.nqn(), namespace));
        }
    }

    private void counters(HealthCounters counters) {
        line(
                "  reads %d, bytes %d, writes %d, bytes %d, media errors %d",
                counters.reads(),
                counters.readBytes(),
                counters.writes(),
                counters.writtenBytes(),
                counters.mediaErrors());
    }
}
