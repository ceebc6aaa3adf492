package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.bdev.BdevListener;
import io.viaduct.testkit.SteppedPlatform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One run: the platform under test, the hosts, the modules and the model. */
final class ChaosRun implements BdevListener {
    static final String NQN = "nqn.2026-11.io.viaduct:chaos";

    private static final int REACTORS_MAX = 3;
    private static final int HOSTS_MAX = 2;
    private static final int QUEUES_MAX = 3;

    private final Random random;
    private final SteppedPlatform platform;
    private final Trace trace;
    private final Moods moods;
    private final SimTransport net;
    private final ChaosIo io;
    private final ChaosAdmin admin = new ChaosAdmin(this);
    private final List<ModelDevice> devices = new ArrayList<>();
    private final List<ModelNamespace> namespaces = new ArrayList<>();
    private final Map<String, ChaosModules> modules = new LinkedHashMap<>();
    private final List<SimHost> hosts = new ArrayList<>();
    private AssertionError failure;

    ChaosRun(long seed, List<Kind> kinds) throws Exception {
        random = new Random(seed);
        platform = new SteppedPlatform(1 + random.nextInt(REACTORS_MAX));
        trace = new Trace(seed, platform.world());
        moods = new Moods(random);
        net = new SimTransport(random);
        io = new ChaosIo(this, random);
        platform.platform().bdevs().add(this);
        ModelDevice a = new ModelDevice("A", null, 64);
        ModelDevice c = new ModelDevice("C", null, 32);
        ModelDevice p = new ModelDevice("P", c, 32);
        add(simulated(List.of(a, c)), List.of(a, c));
        add(passing(), List.of(p));
        namespaces.add(new ModelNamespace(1, a));
        namespaces.add(new ModelNamespace(2, p));
        for (Kind kind : kinds) {
            ModelDevice other = new ModelDevice("K" + kind.name(), null, 48);
            add(kind, List.of(other));
            namespaces.add(new ModelNamespace(namespaces.size() + 1, other));
        }
        int count = 1 + random.nextInt(HOSTS_MAX);
        for (int i = 0; i < count; i++) {
            int queues = 1 + random.nextInt(QUEUES_MAX);
            var delay = platform.world().delay();
            hosts.add(new SimHost("host" + i, net, delay, NQN, queues, trace::add));
        }
    }

    private void add(Kind kind, List<ModelDevice> served) {
        devices.addAll(served);
        modules.put(kind.name(), new ChaosModules(this, kind, served));
    }

    private Kind simulated(List<ModelDevice> served) {
        var shapes = ChaosModules.shapes(served, random);
        return new Kind(
                "sim",
                SimModule.CREATE,
                SimModule.DELETE,
                (registry, estates, memory) -> new SimModule(registry, memory, moods, shapes));
    }

    private static Kind passing() {
        return new Kind(
                "pass",
                PassModule.CREATE,
                PassModule.DELETE,
                (registry, estates, memory) -> new PassModule(registry));
    }

    Random random() {
        return random;
    }

    SteppedPlatform platform() {
        return platform;
    }

    Trace trace() {
        return trace;
    }

    Moods moods() {
        return moods;
    }

    SimTransport net() {
        return net;
    }

    ChaosIo io() {
        return io;
    }

    List<ModelDevice> devices() {
        return devices;
    }

    List<ModelNamespace> namespaces() {
        return namespaces;
    }

    List<ChaosModules> modules() {
        return List.copyOf(modules.values());
    }

    ChaosModules moduleOf(ModelDevice device) {
        return modules().stream()
                .filter(m -> m.devices().contains(device))
                .findFirst()
                .orElseThrow();
    }

    ChaosModules moduleOf(String kind) {
        return modules.get(kind);
    }

    ChaosAdmin admin() {
        return admin;
    }

    List<SimHost> hosts() {
        return hosts;
    }

    long ticks() {
        return platform.world().ticks();
    }

    private long now() {
        return platform.world().clock().nanoTime();
    }

    // What is found out inside the platform's callbacks is told at the next step.

    /** Runs a check of which a failure ends the run. */
    void check(Runnable question) {
        try {
            question.run();
        } catch (AssertionError e) {
            failure = failure == null ? e : failure;
        } catch (RuntimeException e) {
            failure = failure == null ? failure("a check failed", e) : failure;
        }
    }

    AssertionError failure(String what) {
        return failure(what, null);
    }

    AssertionError failure(String what, Throwable cause) {
        return trace.failure(what, cause);
    }

    /** Ends the run where something has been found out. */
    void rethrow() {
        if (failure != null) {
            throw failure;
        }
        for (SimHost host : hosts) {
            if (host.fault() != null) {
                throw failure(host.name() + " is surprised: " + host.fault(), host.fault());
            }
        }
    }

    /** Reads what the core logs; an error is a failure, unless a device was told to throw. */
    void logged(LogRecord line) {
        String text = line.getMessage();
        trace.add("%s: %s", line.getLevel(), text);
        boolean told = text != null && text.startsWith("module sim: device ");
        if (text != null && text.startsWith("module sim is quarantined")) {
            told = true;
            moduleOf("sim").quarantined(true);
            moduleOf("sim").devices().forEach(device -> trouble(device, "it is quarantined"));
        }
        boolean allowed = told;
        if (line.getLevel().intValue() >= Level.SEVERE.intValue() && !allowed) {
            check(
                    () -> {
                        throw failure("the core has logged an error: " + text, line.getThrown());
                    });
        }
    }

    /** Changes how a device behaves. */
    void mood(ModelDevice device, Moods.Mood mood) {
        trace.add("device %s is %s", device.name(), mood);
        if (mood == Moods.Mood.THROWING) {
            trouble(device, "its device throws");
        }
        moods.set(device.name(), mood);
    }

    /** A device that was lost is there again, if its module is. */
    void find(ModelDevice device) {
        SimModule disks = moduleOf("sim").disks();
        if (device.lost() && !device.going()) {
            trace.add("device %s is found", device.name());
            device.lost(false);
            if (disks != null && device.desired() && !disks.has(device.name())) {
                platform.world().strand().execute(() -> disks.find(device));
            }
        }
    }

    // What the model makes of devices that come and go.

    @Override
    public void registered(Bdev bdev, Owner owner) {
        checkHolds();
        ModelDevice device = device(bdev.name());
        trace.add("device %s is registered by %d", device.name(), owner.id());
        device.owner(owner);
        device.going(false);
        BlockModel before = device.content();
        ModelDevice.Next change = device.changed();
        if (change != ModelDevice.Next.SAME) {
            trace.add("device %s is %s", device.name(), change);
        }
        if (device.content() != before) {
            replaced(device, before, "it is another device");
        }
        for (ModelNamespace namespace : namespaces) {
            if (namespace.device() == device) {
                namespace.blocks(device.blocks());
                namespace.returned(now());
            }
        }
    }

    @Override
    public void departing(Bdev bdev, Owner owner, Departure cause) {
        ModelDevice device = device(bdev.name());
        device.going(true);
        for (ModelNamespace namespace : namespaces) {
            if (cause == Departure.MODULE_LEAVING && namespace.device() == device) {
                namespace.moduleLeaves(now());
            }
        }
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        ModelDevice device = device(bdev.name());
        trace.add("device %s has departed: %s", device.name(), cause);
        device.owner(null);
        device.going(false);
    }

    /** Hosts may see another device; what is under way may land on it. */
    void replaced(ModelDevice device, BlockModel before, String why) {
        io.replaced(before, device.content());
        trouble(device, why);
    }

    /** Hosts see a device's new size, unless one above is missing. */
    void resized(ModelDevice device) {
        for (ModelNamespace namespace : namespaces) {
            if (namespace.device().standsOn(device)
                    && namespace.device().owner() != null
                    && !namespace.device().going()) {
                namespace.blocks(device.blocks());
            }
        }
    }

    /** Commands to a device and to what stands on it may fail from now on. */
    void trouble(ModelDevice device, String why) {
        for (ModelNamespace namespace : namespaces) {
            if (namespace.device().standsOn(device)) {
                trace.add("namespace %d is in trouble: %s", namespace.nsid(), why);
                namespace.trouble(why);
            }
        }
    }

    /** Notices holds that are over by now. */
    void checkHolds() {
        for (ModelNamespace namespace : namespaces) {
            if (namespace.desired() && namespace.holdOver(now()) && !namespace.inTrouble()) {
                trace.add("the hold of namespace %d is over", namespace.nsid());
                namespace.trouble("its hold was over");
            }
        }
    }

    /** Turns everything until nothing is left to do now; what has recovered is told so. */
    void quiet() {
        platform.world().run();
        checkHolds();
        rethrow();
        for (ModelNamespace namespace : namespaces) {
            ModelDevice device = namespace.device();
            boolean there =
                    namespace.desired()
                            && !namespace.changing()
                            && !device.changing()
                            && device.owner() != null
                            && !device.going()
                            && !moduleOf(device.base()).quarantined()
                            && device.base().owner() != null
                            && moods.of(device.base().name()) != Moods.Mood.THROWING
                            && !namespace.holdOver(now());
            if (there && namespace.inTrouble()) {
                trace.add("namespace %d has recovered", namespace.nsid());
                namespace.recovered(ticks());
            }
        }
    }

    private ModelDevice device(String name) {
        return devices.stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
    }
}
