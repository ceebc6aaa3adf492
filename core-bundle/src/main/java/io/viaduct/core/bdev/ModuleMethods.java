package io.viaduct.core.bdev;

import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.bdev.BdevOwner.Quarantine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What can be seen of those who bring devices. */
public final class ModuleMethods implements RpcMethods {
    private static final String ACTIVE = "active";
    private static final String QUARANTINED = "quarantined";

    private final BdevStore store;

    /** The methods over a store. */
    public ModuleMethods(BdevStore store) {
        this.store = store;
    }

    /** One instance of a bundle that has devices, or had them until it was quarantined. */
    public static final class ModuleDTO {
        /** Symbolic name of the bundle. */
        public String bundle;

        /** Which of its instances: rises with each. */
        public int instance;

        /** "inline" or "isolated". */
        public String placement;

        /** "active" or "quarantined". */
        public String state;

        /** When it was quarantined, or null. */
        public String since;

        /** Why it was, or null. */
        public String reason;

        /** Devices that it had when it was quarantined; null before. */
        public List<String> quarantined_bdevs;

        /** Its devices that have not gone. */
        public List<String> bdevs = new ArrayList<>();

        /** I/O that is in it or in line before it, with its memory. */
        public long outstanding;

        /** Exceptions that it threw where a channel must not. */
        public long faults;
    }

    /** Lists modules in the order in which they came. */
    @RpcMethod(
            value = "viaduct_get_modules",
            description =
                    "List the bundles that have devices, where their channels run, and whether they"
                            + " are quarantined.",
            mutates = false)
    public CompletionStage<List<ModuleDTO>> modules() {
        Map<Integer, ModuleDTO> all = new HashMap<>();
        for (BdevOwner module : store.owners().all()) {
            if (module.quarantine() != null) {
                all.put(module.owner().id(), page(module));
            }
        }
        List<BdevEntry> entries = List.copyOf(store.entries());
        for (BdevEntry entry : entries) {
            int id = entry.owner().id();
            all.computeIfAbsent(id, any -> page(entry.module())).bdevs.add(entry.bdev().name());
        }
        return store.inFlight(entries)
                .thenApply(
                        each -> {
                            for (int i = 0; i < each.length; i++) {
                                all.get(entries.get(i).owner().id()).outstanding += each[i];
                            }
                            return all.values().stream()
                                    .sorted(Comparator.comparingInt(one -> one.instance))
                                    .toList();
                        });
    }

    private static ModuleDTO page(BdevOwner module) {
        var dto = new ModuleDTO();
        dto.bundle = module.owner().name();
        dto.instance = module.owner().id();
        dto.placement = module.placement().label();
        Quarantine quarantine = module.quarantine();
        dto.state = quarantine == null ? ACTIVE : QUARANTINED;
        if (quarantine != null) {
            dto.since = quarantine.since().toString();
            dto.reason = quarantine.reason();
            dto.quarantined_bdevs = quarantine.devices();
        }
        dto.faults = module.faults();
        return dto;
    }
}
