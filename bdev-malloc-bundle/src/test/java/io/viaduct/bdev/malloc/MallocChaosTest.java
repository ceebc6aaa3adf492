package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.testkit.chaos.Chaos;
import io.viaduct.testkit.chaos.Kind;
import io.viaduct.testkit.chaos.ModuleInstance;

import org.junit.jupiter.api.Test;

import java.util.List;

/** RAM disks under random I/O while their module comes and goes, see {@link Chaos}. */
class MallocChaosTest {
    private static final int SEEDS = 50;

    private static ModuleInstance start(BdevRegistry registry, Estates estates, Memory memory) {
        MallocModule module = new MallocModule(registry, estates);
        MallocMethods methods = new MallocMethods(module);
        return new ModuleInstance() {
            @Override
            public RpcMethods methods() {
                return methods;
            }

            @Override
            public void leave() {
                module.leave();
            }
        };
    }

    @Test
    void shouldKeepItsContentWhateverHappensToItsModule() throws Exception {
        Kind malloc =
                new Kind(
                        "malloc",
                        "bdev_malloc_create",
                        "bdev_malloc_delete",
                        MallocChaosTest::start);
        Long seed = Long.getLong("seed");
        if (seed != null) {
            Chaos.run(seed, List.of(malloc));
            return;
        }
        long seeds = Long.getLong("seeds", SEEDS);
        for (long next = 0; next < seeds; next++) {
            Chaos.run(next, List.of(malloc));
        }
    }
}
