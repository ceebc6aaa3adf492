package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevDescriptor;

import java.util.Map;
import java.util.UUID;

/** A device that hands everything to the one below: where a kind of one's own begins. */
final class PassthruBdev extends VirtualBdev {
    PassthruBdev(String name, UUID uuid, BdevDescriptor below) {
        super(name, uuid, below);
    }

    @Override
    public String productName() {
        return "passthru";
    }

    @Override
    public Map<String, Object> driverSpecific() {
        return Map.of("passthru", Map.of("name", name(), "base_bdev_name", base().name()));
    }
}
