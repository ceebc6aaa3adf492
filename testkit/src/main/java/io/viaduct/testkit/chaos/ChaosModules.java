package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.testkit.SteppedPlatform;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One module: its instances come and go as a bundle's do. */
final class ChaosModules {
    /** How long the framework waits for a service to be let go. */
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final ChaosRun run;
    private final Kind kind;
    private final List<ModelDevice> devices;
    private final List<Running> running = new ArrayList<>();
    private boolean quarantined;

    /** An instance and in whose name it works. */
    private record Running(Owner owner, ModuleInstance instance) {}

    ChaosModules(ChaosRun run, Kind kind, List<ModelDevice> devices) {
        this.run = run;
        this.kind = kind;
        this.devices = devices;
    }

    Kind kind() {
        return kind;
    }

    List<ModelDevice> devices() {
        return devices;
    }

    /** Whether the core lets it do nothing, until an instance of it starts. */
    boolean quarantined() {
        return quarantined;
    }

    void quarantined(boolean on) {
        quarantined = on;
    }

    int running() {
        return running.size();
    }

    /** Whether the youngest instance is one of simulated disks, and that instance; else null. */
    SimModule disks() {
        return running.isEmpty() || !(running.getLast().instance instanceof SimModule module)
                ? null
                : module;
    }

    /** A bundle starts: its component is made, then its methods are offered. */
    void start() {
        SteppedPlatform platform = run.platform();
        Owner owner = platform.platform().owner(kind.name());
        run.trace().add("module %s starts as %d", kind.name(), owner.id());
        var registry = platform.registry(owner);
        ModuleInstance instance =
                kind.start()
                        .start(
                                registry,
                                platform.platform().estates(owner),
                                platform.world().memory());
        running.add(new Running(owner, instance));
        quarantined = false;
        var unused = platform.platform().add(owner, instance.methods());
    }

    /** The oldest instance stops: its methods go, its devices, and then all that is its. */
    void stop() {
        SteppedPlatform platform = run.platform();
        Running oldest = running.removeFirst();
        run.trace().add("module %s stops as %d", kind.name(), oldest.owner.id());
        var world = platform.world();
        world.await(platform.platform().remove(oldest.instance.methods()), DRAIN_NANOS);
        oldest.instance.leave();
        boolean gone = world.await(platform.platform().leave(oldest.owner), DRAIN_NANOS);
        platform.platform().leaveEstates(oldest.owner);
        run.trace().add("module %s has stopped%s", kind.name(), gone ? "" : ", overdue");
    }

    /** What a version of the module of simulated disks makes of parameters: what the model says. */
    static SimModule.Shapes shapes(List<ModelDevice> devices, Random random) {
        return new SimModule.Shapes() {
            private ModelDevice device(String name) {
                return devices.stream()
                        .filter(d -> d.name().equals(name))
                        .findFirst()
                        .orElseThrow();
            }

            @Override
            public Geometry geometry(String name, Geometry asked) {
                return asked.withBlockCount(device(name).nextBlocks());
            }

            @Override
            public UUID uuid(String name, UUID asked) {
                return device(name).nextUuid();
            }

            @Override
            public long bytesMax(String name) {
                return device(name).bytesMax();
            }

            @Override
            public boolean lost(String name) {
                return device(name).lost();
            }

            @Override
            public boolean lends(String name) {
                return random.nextBoolean();
            }
        };
    }
}
