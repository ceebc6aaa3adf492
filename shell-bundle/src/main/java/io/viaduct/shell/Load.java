package io.viaduct.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has been done until now, as counters that rise: of each host, device and reactor, by a name.
 */
final class Load {
    /** Reads, their bytes, writes, their bytes; and what is under way. */
    static final class Counts {
        long reads;
        long readBytes;
        long writes;
        long writtenBytes;
        long readTicks;
        long writeTicks;
        long outstanding;
        boolean timed;
    }

    /**
     * A namespace.
     *
     * @param nqn its subsystem
     * @param nsid its identifier
     * @param bdev its device
     */
    record Place(String nqn, String nsid, String bdev) {}

    /**
     * A host in a namespace.
     *
     * @param host its name
     * @param nqn the subsystem
     * @param nsid the namespace's identifier, 0 for all that are not counted one by one
     */
    record Pair(String host, String nqn, String nsid) {}

    /** Nanoseconds. */
    record Busy(long busy, long idle) {}

    private static final double NANOS = 1e9;
    private static final String IOSTAT = "bdev_get_iostat";
    private static final String TRAFFIC = "viaduct_get_traffic";

    private final Map<String, Counts> hosts = new LinkedHashMap<>();
    private final Map<String, Counts> devices = new LinkedHashMap<>();
    private final Map<Pair, Counts> pairs = new LinkedHashMap<>();
    private final Map<String, Busy> reactors = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final Instant taken = InstantSource.system().instant();
    private double ticksPerSecond;

    private Load() {}

    /** Seconds since another was taken. */
    double secondsSince(Load before) {
        return Math.max(1, Duration.between(before.taken, taken).toNanos()) / NANOS;
    }

    /** All counters at this moment. */
    static Load of(Calls calls) throws CommandException, InterruptedException {
        var load = new Load();
        for (Map<String, Object> subsystem : calls.list("nvmf_get_subsystems", null)) {
            String nqn = Trees.text(subsystem, "nqn");
            if (Trees.text(subsystem, "subtype").equals("NVMe")) {
                load.addHosts(nqn, calls.list("nvmf_subsystem_get_qpairs", Calls.of("nqn", nqn)));
            }
            for (Map<String, Object> one : Trees.objects(subsystem.get("namespaces"))) {
                load.places.add(
                        new Place(nqn, Trees.text(one, "nsid"), Trees.text(one, "bdev_name")));
            }
        }
        if (calls.find(IOSTAT).isPresent()) {
            load.addDevices(Trees.object(calls.call(IOSTAT, null)));
        }
        if (calls.find(TRAFFIC).isPresent()) {
            load.addPairs(Trees.object(calls.call(TRAFFIC, null)));
        }
        load.addReactors(Trees.object(calls.call("viaduct_get_reactors", null)));
        return load;
    }

    private void addHosts(String nqn, List<Map<String, Object>> qpairs) {
        for (Map<String, Object> qpair : qpairs) {
            String name = Trees.text(qpair, "hostnqn") + " " + nqn;
            Counts counts = hosts.computeIfAbsent(name, unused -> new Counts());
            // An admin queue has events outstanding, which is no load.
            if (Trees.number(qpair, "qid") > 0) {
                counts.reads += Trees.number(qpair, "reads");
                counts.readBytes += Trees.number(qpair, "read_bytes");
                counts.writes += Trees.number(qpair, "writes");
                counts.writtenBytes += Trees.number(qpair, "written_bytes");
                counts.outstanding += Trees.number(qpair, "outstanding");
            }
        }
    }

    private void addPairs(Map<String, Object> all) {
        for (Map<String, Object> one : Trees.objects(all.get("hosts"))) {
            var counts = new Counts();
            counts.reads = Trees.number(one, "reads");
            counts.readBytes = Trees.number(one, "read_bytes");
            counts.writes = Trees.number(one, "writes");
            counts.writtenBytes = Trees.number(one, "written_bytes");
            pairs.put(
                    new Pair(
                            Trees.text(one, "hostnqn"),
                            Trees.text(one, "nqn"),
                            Trees.text(one, "nsid")),
                    counts);
        }
    }

    private void addDevices(Map<String, Object> all) {
        ticksPerSecond = Trees.number(all, "tick_rate");
        for (Map<String, Object> bdev : Trees.objects(all.get("bdevs"))) {
            var counts = new Counts();
            counts.reads = Trees.number(bdev, "num_read_ops");
            counts.readBytes = Trees.number(bdev, "bytes_read");
            counts.writes = Trees.number(bdev, "num_write_ops");
            counts.writtenBytes = Trees.number(bdev, "bytes_written");
            counts.readTicks = Trees.number(bdev, "read_latency_ticks");
            counts.writeTicks = Trees.number(bdev, "write_latency_ticks");
            counts.timed = counts.readTicks + counts.writeTicks > 0;
            counts.outstanding = Trees.number(bdev, "queue_depth");
            devices.put(Trees.text(bdev, "name"), counts);
        }
    }

    private void addReactors(Map<String, Object> all) {
        for (Map<String, Object> reactor : Trees.objects(all.get("reactors"))) {
            reactors.put(
                    Trees.text(reactor, "name"),
                    new Busy(Trees.number(reactor, "busy"), Trees.number(reactor, "idle")));
        }
    }

    Map<String, Counts> hosts() {
        return hosts;
    }

    Map<Pair, Counts> pairs() {
        return pairs;
    }

    Map<String, Counts> devices() {
        return devices;
    }

    Map<String, Busy> reactors() {
        return reactors;
    }

    List<Place> places() {
        return places;
    }

    /** Of the times of devices. */
    double ticksPerSecond() {
        return ticksPerSecond;
    }
}
