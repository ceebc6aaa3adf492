package io.viaduct.shell;

import io.viaduct.shell.Load.Busy;
import io.viaduct.shell.Load.Counts;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code viaduct:top}: who does how much, between one look and the next. */
final class TopView {
    private static final double BYTES_PER_MB = 1e6;
    private static final double MICROS = 1e6;
    private static final double PER_CENT = 100;
    private static final Counts NONE = new Counts();

    private final Calls calls;

    TopView(Calls calls) {
        this.calls = calls;
    }

    void print(Arguments arguments, PrintStream out) throws CommandException, InterruptedException {
        Load[] before = {Load.of(calls)};
        Repeat.pause(Repeat.interval(arguments));
        Repeat.run(
                arguments,
                out,
                number -> {
                    Load now = Load.of(calls);
                    if (arguments.has("--json")) {
                        out.println(Json.pretty(tree(before[0], now)));
                    } else {
                        print(before[0], now, out);
                    }
                    before[0] = now;
                });
    }

    private static void print(Load before, Load now, PrintStream out) {
        double seconds = now.secondsSince(before);
        var reactors = new Table("REACTOR", "BUSY %");
        now.reactors().forEach((name, busy) -> reactors.row(name, busy(before, name, busy)));
        reactors.print(out, "There are no reactors.");
        out.println();
        var hosts = new Table("HOST", "SUBSYSTEM", "IOPS", "READ MB/S", "WRITE MB/S", "DEPTH");
        now.hosts()
                .forEach(
                        (name, counts) -> {
                            Counts old = before.hosts().getOrDefault(name, NONE);
                            String[] both = name.split(" ", 2);
                            Rate rate = Rate.of(old, counts, seconds);
                            hosts.row(
                                    both[0],
                                    both[1],
                                    figure(rate.iops()),
                                    figure(rate.readMb()),
                                    figure(rate.writeMb()),
                                    counts.outstanding);
                        });
        hosts.print(out, "No host is connected.");
        out.println();
        printNamespaces(before, now, out);
        if (!now.pairs().isEmpty()) {
            out.println();
            printPairs(before, now, out);
        }
    }

    private static void printPairs(Load before, Load now, PrintStream out) {
        double seconds = now.secondsSince(before);
        var table = new Table("HOST", "SUBSYSTEM", "NSID", "IOPS", "READ MB/S", "WRITE MB/S");
        now.pairs()
                .forEach(
                        (pair, counts) -> {
                            Rate rate =
                                    Rate.of(
                                            before.pairs().getOrDefault(pair, NONE),
                                            counts,
                                            seconds);
                            table.row(
                                    pair.host(),
                                    pair.nqn(),
                                    pair.nsid(),
                                    figure(rate.iops()),
                                    figure(rate.readMb()),
                                    figure(rate.writeMb()));
                        });
        table.print(out, "");
    }

    private static void printNamespaces(Load before, Load now, PrintStream out) {
        double seconds = now.secondsSince(before);
        var table =
                new Table("SUBSYSTEM", "NSID", "BDEV", "IOPS", "READ MB/S", "WRITE MB/S", "AVG US");
        for (Load.Place place : now.places()) {
            Counts counts = now.devices().get(place.bdev());
            if (counts != null) {
                Counts old = before.devices().getOrDefault(place.bdev(), NONE);
                Rate rate = Rate.of(old, counts, seconds);
                table.row(
                        place.nqn(),
                        place.nsid(),
                        place.bdev(),
                        figure(rate.iops()),
                        figure(rate.readMb()),
                        figure(rate.writeMb()),
                        counts.timed ? figure(micros(old, counts, now.ticksPerSecond())) : "-");
            }
        }
        table.print(
                out,
                now.places().isEmpty()
                        ? "There are no namespaces."
                        : "Nobody counts what devices do: there is no bdev_get_iostat now.");
    }

    private static Map<String, Object> tree(Load before, Load now) {
        double seconds = now.secondsSince(before);
        List<Object> reactors = new ArrayList<>();
        now.reactors()
                .forEach(
                        (name, busy) ->
                                reactors.add(
                                        Calls.of("name", name, "busy", busy(before, name, busy))));
        List<Object> hosts = new ArrayList<>();
        now.hosts()
                .forEach(
                        (name, counts) -> {
                            Counts old = before.hosts().getOrDefault(name, NONE);
                            String[] both = name.split(" ", 2);
                            Map<String, Object> one = Calls.of("hostnqn", both[0], "nqn", both[1]);
                            one.putAll(Rate.of(old, counts, seconds).tree());
                            one.put("outstanding", counts.outstanding);
                            hosts.add(one);
                        });
        List<Object> namespaces = new ArrayList<>();
        for (Load.Place place : now.places()) {
            Counts counts = now.devices().get(place.bdev());
            if (counts != null) {
                Counts old = before.devices().getOrDefault(place.bdev(), NONE);
                Map<String, Object> one =
                        Calls.of(
                                "nqn",
                                place.nqn(),
                                "nsid",
                                place.nsid(),
                                "bdev_name",
                                place.bdev());
                one.putAll(Rate.of(old, counts, seconds).tree());
                namespaces.add(one);
            }
        }
        List<Object> pairs = new ArrayList<>();
        now.pairs()
                .forEach(
                        (pair, counts) -> {
                            Counts old = before.pairs().getOrDefault(pair, NONE);
                            Map<String, Object> one =
                                    Calls.of(
                                            "hostnqn",
                                            pair.host(),
                                            "nqn",
                                            pair.nqn(),
                                            "nsid",
                                            pair.nsid());
                            one.putAll(Rate.of(old, counts, seconds).tree());
                            pairs.add(one);
                        });
        return Calls.of(
                "reactors", reactors, "hosts", hosts, "namespaces", namespaces, "pairs", pairs);
    }

    private static long busy(Load before, String name, Busy now) {
        Busy old = before.reactors().getOrDefault(name, new Busy(0, 0));
        long busy = now.busy() - old.busy();
        long all = busy + now.idle() - old.idle();
        return all <= 0 ? 0 : Math.round(PER_CENT * busy / all);
    }

    private static double micros(Counts old, Counts now, double ticksPerSecond) {
        long done = now.reads - old.reads + now.writes - old.writes;
        long ticks = now.readTicks - old.readTicks + now.writeTicks - old.writeTicks;
        return done <= 0 || ticksPerSecond <= 0 ? 0 : ticks * MICROS / ticksPerSecond / done;
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** What was done in a second. */
    private record Rate(double iops, double readMb, double writeMb) {
        static Rate of(Counts old, Counts now, double seconds) {
            // A host that has come back has begun anew.
            long done = Math.max(0, now.reads - old.reads) + Math.max(0, now.writes - old.writes);
            return new Rate(
                    done / seconds,
                    Math.max(0, now.readBytes - old.readBytes) / BYTES_PER_MB / seconds,
                    Math.max(0, now.writtenBytes - old.writtenBytes) / BYTES_PER_MB / seconds);
        }

        Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("iops", iops);
            tree.put("read_mb_per_sec", readMb);
            tree.put("write_mb_per_sec", writeMb);
            return tree;
        }
    }
}
