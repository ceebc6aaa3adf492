package io.viaduct.testkit.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What the administrator of a run does, and what it makes of the model. */
final class ChaosAdmin {
    private final ChaosRun run;

    ChaosAdmin(ChaosRun run) {
        this.run = run;
    }

    /** Begins a call on a namespace; a refusal changes nothing. */
    void call(
            String method,
            Map<String, Object> parameters,
            ModelNamespace on,
            Consumer<Object> success) {
        on.changing(true);
        call(method, parameters, () -> on.changing(false), success);
    }

    private void call(
            String method,
            Map<String, Object> parameters,
            Runnable ended,
            Consumer<Object> success) {
        run.trace().add("%s %s", method, parameters);
        var unused =
                run.platform()
                        .submit(method, parameters)
                        .whenComplete(
                                (answer, refusal) ->
                                        run.check(
                                                () -> {
                                                    ended.run();
                                                    run.trace()
                                                            .add(
                                                                    "%s: %s",
                                                                    method,
                                                                    refusal == null
                                                                            ? answer
                                                                            : refusal);
                                                    if (refusal == null) {
                                                        success.accept(answer);
                                                    }
                                                }));
    }

    void addNamespace(ModelNamespace namespace) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("nsid", namespace.nsid());
        wanted.put("bdev_name", namespace.device().name());
        Map<String, Object> p = new LinkedHashMap<>();
        p.put("nqn", ChaosRun.NQN);
        p.put("namespace", wanted);
        call("nvmf_subsystem_add_ns", p, namespace, nsid -> namespace.desired(true));
    }

    void removeNamespace(ModelNamespace namespace) {
        Map<String, Object> p = new LinkedHashMap<>();
        p.put("nqn", ChaosRun.NQN);
        p.put("nsid", namespace.nsid());
        namespace.trouble("it was removed");
        call("nvmf_subsystem_remove_ns", p, namespace, done -> namespace.forgotten());
    }

    void createDevice(ModelDevice device) {
        Map<String, Object> p = new LinkedHashMap<>();
        p.put("name", device.name());
        if (device.below() == null) {
            p.put("block_size", ModelNamespace.BLOCK_SIZE);
            p.put("num_blocks", device.blocks());
            p.put("uuid", device.uuid().toString());
        } else {
            p.put("base_bdev_name", device.below().name());
        }
        device.changing(true);
        call(
                run.moduleOf(device).kind().create(),
                p,
                () -> device.changing(false),
                name -> device.desired(true));
    }

    void deleteDevice(ModelDevice device) {
        device.changing(true);
        run.trouble(device, "its device was deleted");
        call(
                run.moduleOf(device).kind().delete(),
                Map.of("name", device.name()),
                () -> device.changing(false),
                done -> deleted(device));
    }

    private void deleted(ModelDevice device) {
        device.desired(false);
        if (device.below() == null) {
            device.remade();
        }
        for (ModelNamespace namespace : run.namespaces()) {
            if (namespace.device() == device) {
                namespace.forgotten();
            }
        }
    }
}
