package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Memory;

/**
 * A module of devices as the simulation starts and stops it.
 *
 * @param name of the module
 * @param create its method that makes a device from name, uuid, block_size and num_blocks
 * @param delete its method that deletes a device by name
 * @param start makes an instance
 */
public record Kind(String name, String create, String delete, Start start) {
    /** Makes an instance of a module. */
    @FunctionalInterface
    public interface Start {
        /** As a bundle's component is activated. */
        ModuleInstance start(BdevRegistry registry, Estates estates, Memory memory);
    }
}
