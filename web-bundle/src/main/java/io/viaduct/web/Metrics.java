package io.viaduct.web;

import static io.viaduct.web.Answers.maps;
import static io.viaduct.web.Answers.number;
import static io.viaduct.web.Answers.text;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.viaduct.api.rpc.ControlPlane;

import java.util.List;
import java.util.Map;

/** Asks the platform for its numbers and names them. One thread at a time. */
final class Metrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MS_PER_SECOND = 1e3;

    private final Answers answers;

    Metrics(ControlPlane control) {
        answers = new Answers(control);
    }

    /** Those of this moment. */
    MetricSnapshots gather() throws InterruptedException {
        var page = new Page();
        for (String target : answers.targets()) {
            traffic(page, target);
            connections(page, target);
            swaps(page, target);
        }
        devices(page);
        reactors(page);
        buffers(page);
        modules(page);
        page.show(
                "objects_waiting",
                "What is configured and waits for a bundle or a device.",
                answers.list("viaduct_get_waiting").size());
        page.show(
                "devices_departing",
                "Devices that go and are still in use.",
                answers.list("viaduct_get_departing").size());
        return page.snapshots();
    }

    private void traffic(Page page, String target) throws InterruptedException {
        Map<?, ?> all = answers.ofTarget(target, "viaduct_get_traffic");
        for (Map<?, ?> one : maps(all.get("namespaces"))) {
            moved(
                    page,
                    "namespace",
                    one,
                    "target",
                    target,
                    "subsystem",
                    text(one, "nqn"),
                    "nsid",
                    text(one, "nsid"));
        }
        for (Map<?, ?> one : maps(all.get("controllers"))) {
            String[] labels = {
                "target",
                target,
                "subsystem",
                text(one, "nqn"),
                "host",
                text(one, "hostnqn"),
                "cntlid",
                text(one, "cntlid")
            };
            page.count(
                    "host_commands",
                    "Commands that have arrived at I/O queues.",
                    number(one, "commands"),
                    labels);
            moved(page, "host", one, labels);
        }
        for (Map<?, ?> one : maps(all.get("hosts"))) {
            moved(
                    page,
                    "host_namespace",
                    one,
                    "target",
                    target,
                    "subsystem",
                    text(one, "nqn"),
                    "host",
                    text(one, "hostnqn"),
                    "nsid",
                    text(one, "nsid"));
        }
        if (!all.isEmpty()) {
            page.show(
                    "namespaces_held",
                    "Namespaces that are held.",
                    number(all, "held"),
                    "target",
                    target);
        }
    }

    private static void moved(Page page, String of, Map<?, ?> counts, String... labels) {
        page.count(of + "_reads", "Read commands done.", number(counts, "reads"), labels);
        page.count(of + "_read_bytes", "Bytes read.", number(counts, "read_bytes"), labels);
        page.count(of + "_writes", "Write commands done.", number(counts, "writes"), labels);
        page.count(
                of + "_written_bytes", "Bytes written.", number(counts, "written_bytes"), labels);
        page.count(
                of + "_media_errors",
                "Commands that the medium has failed.",
                number(counts, "media_errors"),
                labels);
    }

    private void devices(Page page) throws InterruptedException {
        Map<?, ?> all = answers.map("bdev_get_iostat");
        double rate = number(all, "tick_rate");
        for (Map<?, ?> one : maps(all.get("bdevs"))) {
            String name = text(one, "name");
            device(page, "read", "bytes_read", one, rate, name);
            device(page, "write", "bytes_written", one, rate, name);
            device(page, "unmap", "bytes_unmapped", one, rate, name);
        }
    }

    private static void device(
            Page page, String op, String bytes, Map<?, ?> counts, double rate, String name) {
        String plural = "bdev_" + op + "s";
        double ops = number(counts, "num_" + op + "_ops");
        page.count(plural, "I/O of the device done.", ops, "bdev", name);
        page.count("bdev_" + op + "_bytes", "Bytes of it.", number(counts, bytes), "bdev", name);
        if (counts.get(op + "_latency_ticks") != null && rate > 0) {
            double seconds = number(counts, op + "_latency_ticks") / rate;
            page.count("bdev_" + op + "_seconds", "Time spent in it.", seconds, "bdev", name);
        }
    }

    private void connections(Page page, String target) throws InterruptedException {
        Map<?, ?> all = answers.ofTarget(target, "nvmf_get_stats");
        for (Map<?, ?> group : maps(all.get("poll_groups"))) {
            for (String kind : List.of("admin", "io")) {
                String[] labels = {"target", target, "reactor", text(group, "name"), "kind", kind};
                page.show(
                        "connections",
                        "Queue pairs of hosts.",
                        number(group, "current_" + kind + "_qpairs"),
                        labels);
                page.count(
                        "connections_ever",
                        "Queue pairs that have connected.",
                        number(group, kind + "_qpairs"),
                        labels);
            }
        }
    }

    private void reactors(Page page) throws InterruptedException {
        Map<?, ?> all = answers.map("viaduct_get_reactors");
        double rate = all.get("tick_rate") == null ? NANOS_PER_SECOND : number(all, "tick_rate");
        for (Map<?, ?> one : maps(all.get("reactors"))) {
            String[] name = {"reactor", text(one, "name")};
            page.count(
                    "reactor_busy_seconds",
                    "Time in cycles that did something.",
                    number(one, "busy") / rate,
                    name);
            page.count(
                    "reactor_idle_seconds",
                    "Time asleep or in cycles that found nothing.",
                    number(one, "idle") / rate,
                    name);
            page.count("reactor_faults", "Exceptions in its loop.", number(one, "faults"), name);
            page.count("reactor_stalls", "Cycles too long.", number(one, "stalls"), name);
        }
    }

    private void buffers(Page page) throws InterruptedException {
        for (Map<?, ?> user : answers.list("iobuf_get_stats")) {
            for (String size : List.of("small", "large")) {
                if (user.get(size + "_pool") instanceof Map<?, ?> pool) {
                    page.count(
                            "buffers_served",
                            "I/O buffers given at once.",
                            number(pool, "cache") + number(pool, "main"),
                            "size",
                            size);
                    page.count(
                            "buffers_waited",
                            "Requests that waited for I/O buffers.",
                            number(pool, "retry"),
                            "size",
                            size);
                }
            }
        }
    }

    private void swaps(Page page, String target) throws InterruptedException {
        Map<?, ?> all = answers.ofTarget(target, "viaduct_get_swaps");
        List<Map<?, ?>> last = maps(all.get("swaps"));
        page.count(
                "swaps",
                "Times that something was replaced.",
                last.isEmpty() ? 0 : number(last.getLast(), "sequence"),
                "target",
                target);
        for (Map<?, ?> one : maps(all.get("summary"))) {
            page.show(
                    "swap_wait_max_seconds",
                    "The longest that commands waited in the last swaps.",
                    number(one, "max_ms") / MS_PER_SECOND,
                    "target",
                    target,
                    "kind",
                    text(one, "kind"));
        }
    }

    private void modules(Page page) throws InterruptedException {
        List<Map<?, ?>> all = answers.list("viaduct_get_modules");
        page.show(
                "modules_quarantined",
                "Modules that are not used any more.",
                all.stream().filter(one -> "quarantined".equals(one.get("state"))).count());
        for (Map<?, ?> one : all) {
            page.count(
                    "module_faults",
                    "Exceptions that a module threw in a channel.",
                    number(one, "faults"),
                    "bundle",
                    text(one, "bundle"),
                    "instance",
                    text(one, "instance"));
        }
    }
}
