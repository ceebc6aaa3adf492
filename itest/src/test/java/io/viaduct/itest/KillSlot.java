package io.viaduct.itest;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A device and a subsystem that belong together, as a model: what each call makes of them. Slots
 * have nothing in common, so that calls for different slots may end in any order.
 */
final class KillSlot {
    private static final int BLOCK_SIZE = 512;
    private static final int BLOCKS_PER_MIB = 2048;
    private static final int MIB_MAX = 64;
    private static final int HOLD_MS_MAX = 5000;

    /** A call, and what is there when it has been made. */
    record Step(String method, Map<String, Object> parameters, Map<String, String> after) {}

    private final int number;
    private final int port;
    private Map<String, String> state = new TreeMap<>();

    KillSlot(int number, int port) {
        this.number = number;
        this.port = port;
    }

    String bdev() {
        return "null" + number;
    }

    String nqn() {
        return "nqn.2026-11.io.viaduct:kill" + number;
    }

    Map<String, String> state() {
        return state;
    }

    void state(Map<String, String> now) {
        state = now;
    }

    /** Any call that succeeds now. */
    Step next(Random random) {
        List<Step> possible = new ArrayList<>();
        device(random, possible);
        subsystem(random, possible);
        return possible.get(random.nextInt(possible.size()));
    }

    private void device(Random random, List<Step> possible) {
        if (!state.containsKey("mib")) {
            int mib = 1 + random.nextInt(MIB_MAX / 2);
            Map<String, Object> shape = new HashMap<>();
            shape.put("name", bdev());
            shape.put("block_size", BLOCK_SIZE);
            shape.put("num_blocks", mib * BLOCKS_PER_MIB);
            possible.add(new Step("bdev_null_create", shape, with("mib", mib)));
            return;
        }
        Map<String, String> without = with("mib", null);
        without.remove("ns");
        without.remove("hold");
        possible.add(new Step("bdev_null_delete", Map.of("name", bdev()), without));
        int larger = Integer.parseInt(state.get("mib")) + 1;
        Map<String, Object> resize = Map.of("name", bdev(), "new_size", larger);
        possible.add(new Step("bdev_null_resize", resize, with("mib", larger)));
    }

    private void subsystem(Random random, List<Step> possible) {
        if (!state.containsKey("serial")) {
            String serial = "S" + random.nextInt(1 << 16);
            Map<String, Object> parameters = Map.of("nqn", nqn(), "serial_number", serial);
            Map<String, String> after = with("serial", serial);
            after.put("any", "false");
            possible.add(new Step("nvmf_create_subsystem", parameters, after));
            return;
        }
        Map<String, String> none = new TreeMap<>();
        if (state.containsKey("mib")) {
            none.put("mib", state.get("mib"));
        }
        possible.add(new Step("nvmf_delete_subsystem", Map.of("nqn", nqn()), none));
        boolean any = !Boolean.parseBoolean(state.get("any"));
        Map<String, Object> allow = Map.of("nqn", nqn(), "allow_any_host", any);
        possible.add(new Step("nvmf_subsystem_allow_any_host", allow, with("any", any)));
        host(random, possible);
        listener(possible);
        namespace(random, possible);
    }

    private void host(Random random, List<Step> possible) {
        String host = "nqn.2026-11.io.viaduct:host" + random.nextInt(2);
        boolean there = state.containsKey(host);
        possible.add(
                new Step(
                        there ? "nvmf_subsystem_remove_host" : "nvmf_subsystem_add_host",
                        Map.of("nqn", nqn(), "host", host),
                        with(host, there ? null : "host")));
    }

    private void listener(List<Step> possible) {
        boolean there = state.containsKey("port");
        Map<String, Object> address =
                Map.of(
                        "trtype", "TCP",
                        "adrfam", "IPv4",
                        "traddr", "127.0.0.1",
                        "trsvcid", Integer.toString(port));
        possible.add(
                new Step(
                        there ? "nvmf_subsystem_remove_listener" : "nvmf_subsystem_add_listener",
                        Map.of("nqn", nqn(), "listen_address", address),
                        with("port", there ? null : port)));
    }

    private void namespace(Random random, List<Step> possible) {
        if (state.containsKey("ns")) {
            Map<String, String> without = with("ns", null);
            without.remove("hold");
            possible.add(
                    new Step(
                            "nvmf_subsystem_remove_ns",
                            Map.of("nqn", nqn(), "nsid", Integer.parseInt(state.get("ns"))),
                            without));
            int hold = random.nextInt(HOLD_MS_MAX);
            Map<String, Object> times = new HashMap<>();
            times.put("nqn", nqn());
            times.put("nsid", Integer.parseInt(state.get("ns")));
            times.put("hold_ms", hold);
            possible.add(new Step("viaduct_ns_set_hold", times, with("hold", hold)));
        } else if (state.containsKey("mib")) {
            int nsid = 1 + random.nextInt(4);
            Map<String, Object> wanted = Map.of("nsid", nsid, "bdev_name", bdev());
            possible.add(
                    new Step(
                            "nvmf_subsystem_add_ns",
                            Map.of("nqn", nqn(), "namespace", wanted),
                            with("ns", nsid)));
        }
    }

    private Map<String, String> with(String name, Object value) {
        Map<String, String> after = new TreeMap<>(state);
        if (value == null) {
            after.remove(name);
        } else {
            after.put(name, value.toString());
        }
        return after;
    }

    /** What is really there, in the words of the model. */
    Map<String, String> seen(JsonNode bdevs, JsonNode subsystems, JsonNode ours) {
        Map<String, String> seen = new TreeMap<>();
        for (JsonNode one : bdevs) {
            if (one.get("name").asText().equals(bdev())) {
                seen.put("mib", Long.toString(one.get("num_blocks").asLong() / BLOCKS_PER_MIB));
            }
        }
        for (JsonNode one : subsystems) {
            if (one.get("nqn").asText().equals(nqn())) {
                subsystem(one, seen);
            }
        }
        for (JsonNode one : ours) {
            JsonNode given = one.get("params");
            if (given.get("nqn").asText().equals(nqn())) {
                seen.put("hold", given.get("hold_ms").asText());
            }
        }
        return seen;
    }

    private void subsystem(JsonNode one, Map<String, String> seen) {
        seen.put("serial", one.get("serial_number").asText());
        seen.put("any", one.get("allow_any_host").asText());
        one.get("hosts").forEach(host -> seen.put(host.get("nqn").asText(), "host"));
        one.get("listen_addresses").forEach(at -> seen.put("port", at.get("trsvcid").asText()));
        one.get("namespaces").forEach(ns -> seen.put("ns", ns.get("nsid").asText()));
    }

    /** The identities that were generated for what is there, by what has them. */
    Map<String, String> identities(JsonNode bdevs, JsonNode subsystems) {
        Map<String, String> all = new HashMap<>();
        for (JsonNode one : bdevs) {
            if (one.get("name").asText().equals(bdev())) {
                all.put("bdev", one.get("uuid").asText());
            }
        }
        for (JsonNode one : subsystems) {
            if (one.get("nqn").asText().equals(nqn())) {
                one.get("namespaces").forEach(ns -> all.put("ns", ns.get("nguid").asText()));
            }
        }
        return all;
    }
}
