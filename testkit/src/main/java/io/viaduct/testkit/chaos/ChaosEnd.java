package io.viaduct.testkit.chaos;

import io.viaduct.api.reactor.Owner;
import io.viaduct.testkit.SteppedPlatform;
import io.viaduct.testkit.chaos.Moods.Mood;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** How a run begins, and how it ends: all is well again, and nothing is left over. */
final class ChaosEnd {
    private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ChaosRun run;
    private final ChaosEvents events;

    ChaosEnd(ChaosRun run, ChaosEvents events) {
        this.run = run;
        this.events = events;
    }

    /** Everything is there, and the hosts are connected. */
    void begin() throws Exception {
        SteppedPlatform platform = run.platform();
        Owner wire = platform.platform().owner("wire");
        platform.world().get(platform.platform().add(wire, run.net()));
        platform.call("nvmf_create_transport", Map.of("trtype", SimTransport.TRTYPE));
        platform.call("nvmf_create_subsystem", Map.of("nqn", ChaosRun.NQN, "allow_any_host", true));
        platform.call(
                "nvmf_subsystem_add_listener",
                Map.of("nqn", ChaosRun.NQN, "listen_address", SimTransport.ADDRESS));
        run.modules().forEach(ChaosModules::start);
        run.devices().forEach(device -> run.trouble(device, "there is none yet"));
        run.devices().forEach(run.admin()::createDevice);
        platform.world().run();
        run.namespaces().forEach(run.admin()::addNamespace);
        run.quiet();
        require(run.namespaces().stream().allMatch(ModelNamespace::desired), "namespaces");
        run.hosts().forEach(SimHost::connect);
        events.advance(TimeUnit.SECONDS.toNanos(1));
        require(hostsAreUp(), "hosts connected");
    }

    private boolean hostsAreUp() {
        return run.hosts().stream().allMatch(host -> host.state() == SimHost.State.UP);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw run.failure("not so: " + what);
        }
    }

    private void same(Object expected, Object found, String what) {
        if (!expected.equals(found)) {
            throw run.failure(what + ": " + found + " instead of " + expected);
        }
    }

    /** All devices are well, all modules there, all hosts connected; then time passes. */
    void heal() {
        run.trace().add("all is well again");
        run.devices().forEach(device -> run.mood(device, Mood.WELL));
        // The last exception may just have been one too many.
        run.quiet();
        for (ChaosModules module : run.modules()) {
            while (module.running() > 1 || (module.running() == 1 && module.quarantined())) {
                module.stop();
            }
            if (module.running() == 0) {
                module.start();
            }
        }
        events.advance(RECOVERY_NANOS);
        run.devices().forEach(run::find);
        events.advance(RECOVERY_NANOS);
        for (SimHost host : run.hosts()) {
            if (host.state() == SimHost.State.DOWN) {
                host.connect();
            }
        }
        events.advance(RECOVERY_NANOS);
    }

    /** What hosts see and what is desired is what the model says; nothing is kept. */
    void verify() throws Exception {
        require(run.io().underWay().isEmpty(), "all commands ended, not " + run.io().underWay());
        require(hostsAreUp(), "hosts connected");
        run.devices().forEach(device -> device.content().settle(run.ticks()));
        run.hosts().forEach(this::verifyView);
        verifyDesired();
        readAll();
        same(0L, run.platform().world().memory().leases(), "leases");
        same(0, run.platform().buffersInUse(), "buffers in use");
    }

    private void verifyView(SimHost host) {
        Map<Integer, Long> expected =
                run.namespaces().stream()
                        .filter(ModelNamespace::desired)
                        .collect(
                                Collectors.toMap(
                                        ModelNamespace::nsid, n -> (long) n.device().blocks()));
        same(expected, host.namespaces(), "what " + host.name() + " knows");
    }

    private void verifyDesired() throws Exception {
        same(List.of(), run.platform().call("viaduct_get_waiting", null), "what waits");
        Set<String> made = new TreeSet<>();
        Set<String> namespaces = new TreeSet<>();
        for (Map<?, ?> call : config("bdev")) {
            if (call.get("method").toString().endsWith("_create")) {
                made.add(((Map<?, ?>) call.get("params")).get("name").toString());
            }
        }
        for (Map<?, ?> call : config("nvmf")) {
            if (call.get("method").equals("nvmf_subsystem_add_ns")) {
                Map<?, ?> p = (Map<?, ?>) call.get("params");
                namespaces.add(((Map<?, ?>) p.get("namespace")).get("nsid").toString());
            }
        }
        Set<String> devices = new TreeSet<>();
        run.devices().stream().filter(ModelDevice::desired).forEach(d -> devices.add(d.name()));
        Set<String> wanted = new TreeSet<>();
        run.namespaces().stream()
                .filter(ModelNamespace::desired)
                .forEach(n -> wanted.add(String.valueOf(n.nsid())));
        same(devices, made, "desired devices");
        same(wanted, namespaces, "desired namespaces");
    }

    @SuppressWarnings("unchecked")
    private List<Map<?, ?>> config(String part) throws Exception {
        return (List<Map<?, ?>>) run.platform().call("framework_get_config", Map.of("name", part));
    }

    private void readAll() {
        SimHost host = run.hosts().getFirst();
        for (ModelNamespace namespace : run.namespaces()) {
            if (namespace.desired()) {
                int blocks = namespace.device().blocks();
                int count = Math.min(blocks, 32);
                for (int lba = 0; lba < blocks; lba += count) {
                    run.io().read(host, 1, namespace, lba, Math.min(count, blocks - lba));
                    events.advance(TimeUnit.SECONDS.toNanos(1));
                }
            }
        }
        require(run.io().underWay().isEmpty(), "all reads ended, not " + run.io().underWay());
    }

    /** The hosts go, the platform ends, and nothing is left but the devices' content. */
    void end() {
        run.hosts().forEach(SimHost::drop);
        events.advance(TimeUnit.SECONDS.toNanos(1));
        require(run.platform().drain(RECOVERY_NANOS), "drained");
        run.quiet();
        same(0, run.platform().timersAndPollers(), "timers and pollers");
        same(0, run.platform().buffersInUse(), "buffers in use");
        same(0L, run.platform().world().memory().leases(), "leases");
        run.platform().close();
    }
}
