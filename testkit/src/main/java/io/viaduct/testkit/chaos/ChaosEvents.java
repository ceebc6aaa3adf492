package io.viaduct.testkit.chaos;

import io.viaduct.testkit.chaos.Moods.Mood;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What can happen in a run, and how often. */
final class ChaosEvents {
    private static final int HOLD_MS_MAX = 12_000;
    private static final int BLOCKS_MIN = 8;

    private final ChaosRun run;
    private final Random random;

    /** Something that happens where it can, and how often as against the others. */
    private record Event(int weight, Runnable what) {}

    private final List<Event> events =
            List.of(
                    new Event(60, this::burst),
                    new Event(12, this::steps),
                    new Event(8, this::shortWhile),
                    new Event(2, this::longWhile),
                    new Event(6, this::moduleChange),
                    new Event(3, this::update),
                    new Event(4, this::mood),
                    new Event(2, this::lose),
                    new Event(2, this::find),
                    new Event(2, this::resize),
                    new Event(2, this::namespace),
                    new Event(2, this::device),
                    new Event(2, this::holdTime),
                    new Event(4, this::abort),
                    new Event(2, this::reset),
                    new Event(2, this::drop),
                    new Event(6, this::connect));

    private final int weights = events.stream().mapToInt(Event::weight).sum();

    ChaosEvents(ChaosRun run, Random random) {
        this.run = run;
        this.random = random;
    }

    /** One random event. */
    void next() {
        int which = random.nextInt(weights);
        for (Event event : events) {
            which -= event.weight;
            if (which < 0) {
                event.what.run();
                return;
            }
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    // I/O and time.

    /** A few commands; also called while somebody waits. */
    void burst() {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            run.io().issue(any(run.hosts()), any(run.namespaces()));
        }
    }

    private void steps() {
        for (int i = random.nextInt(60); i > 0; i--) {
            run.platform().world().stepOne(random);
        }
        run.rethrow();
    }

    private void shortWhile() {
        advance(random.nextInt(50_000_000));
    }

    private void longWhile() {
        advance(TimeUnit.MILLISECONDS.toNanos(random.nextInt(12_000)));
    }

    void advance(long nanos) {
        run.quiet();
        run.platform().world().advance(nanos);
        run.quiet();
    }

    // Modules.

    private void moduleChange() {
        ChaosModules module = any(run.modules());
        if (module.running() > 0) {
            module.stop();
        } else {
            evolve(module);
            module.start();
        }
    }

    private void update() {
        ChaosModules module = any(run.modules());
        if (module.running() != 1) {
            return;
        }
        boolean makeBeforeBreak = random.nextBoolean();
        if (makeBeforeBreak) {
            module.start();
            steps();
            module.stop();
        } else {
            module.stop();
            module.start();
        }
    }

    // Mostly a module returns with the devices that it had.
    private void evolve(ChaosModules module) {
        if (!module.kind().name().equals("sim")) {
            return;
        }
        for (ModelDevice device : module.devices()) {
            if (device.owner() == null && device.desired() && random.nextInt(4) == 0) {
                ModelDevice.Next next = any(List.of(ModelDevice.Next.values()));
                boolean fits =
                        switch (next) {
                            case LARGER -> device.canGrow();
                            case SMALLER -> device.blocks() > BLOCKS_MIN;
                            case SAME, OTHER_UUID -> true;
                        };
                if (fits) {
                    device.next(next);
                }
            }
        }
    }

    private void mood() {
        ModelDevice device = any(run.moduleOf("sim").devices());
        Mood mood = any(List.of(Mood.values()));
        run.mood(device, mood);
    }

    private SimModule disks() {
        return run.moduleOf("sim").disks();
    }

    // A device under another one is not lost: the one above would not come back by itself.
    private void lose() {
        ModelDevice device = run.namespaces().getFirst().device();
        SimModule disks = disks();
        if (device.owner() != null
                && !device.going()
                && disks != null
                && run.moduleOf("sim").running() == 1
                && disks.has(device.name())) {
            run.trace().add("device %s is lost", device.name());
            device.lost(true);
            device.going(true);
            run.trouble(device, "its device was lost");
            disks.lose(device.name());
        }
    }

    private void find() {
        run.find(run.namespaces().getFirst().device());
    }

    private void resize() {
        ModelDevice device = any(run.moduleOf("sim").devices());
        SimModule disks = disks();
        if (disks != null
                && device.canGrow()
                && disks.has(device.name())
                && device.owner() != null
                && run.moduleOf("sim").running() == 1) {
            run.trace().add("device %s grows to %d blocks", device.name(), device.blocks() * 2);
            run.quiet();
            if (disks.has(device.name()) && device.owner() != null) {
                disks.resize(device.name(), device.blocks() * 2L);
                device.grows(device.blocks() * 2);
                run.quiet();
                run.resized(device);
            }
        }
    }

    // The administrator.

    private void namespace() {
        ModelNamespace namespace = any(run.namespaces());
        if (namespace.changing() || namespace.device().changing()) {
            return;
        }
        if (namespace.desired()) {
            run.admin().removeNamespace(namespace);
        } else if (namespace.device().desired()) {
            run.admin().addNamespace(namespace);
        }
    }

    private void device() {
        ModelNamespace namespace = any(run.namespaces());
        ModelDevice device = namespace.device();
        // One that leaves with its module at this moment goes for that reason, and is waited for.
        if (device.changing() || device.going() || namespace.changing()) {
            return;
        }
        if (device.desired()) {
            run.admin().deleteDevice(device);
        } else {
            run.admin().createDevice(device);
        }
    }

    private void holdTime() {
        ModelNamespace namespace = any(run.namespaces());
        if (namespace.desired() && !namespace.changing()) {
            Map<String, Object> p = new LinkedHashMap<>();
            int ms = random.nextInt(8) == 0 ? 0 : random.nextInt(HOLD_MS_MAX);
            p.put("nqn", ChaosRun.NQN);
            p.put("nsid", namespace.nsid());
            p.put("hold_ms", ms);
            p.put("hold_announce_ms", ms / 3);
            run.admin().call("viaduct_ns_set_hold", p, namespace, answer -> namespace.holdMs(ms));
        }
    }

    // Hosts.

    private void abort() {
        run.io().abort();
    }

    private void reset() {
        SimHost host = any(run.hosts());
        if (host.state() == SimHost.State.UP) {
            run.trace().add("%s resets", host.name());
            host.reset();
        }
    }

    private void drop() {
        SimHost host = any(run.hosts());
        if (host.state() != SimHost.State.DOWN) {
            run.trace().add("%s goes", host.name());
            host.drop();
        }
    }

    private void connect() {
        SimHost host = any(run.hosts());
        if (host.state() == SimHost.State.DOWN) {
            run.trace().add("%s connects", host.name());
            host.connect();
        }
    }
}
