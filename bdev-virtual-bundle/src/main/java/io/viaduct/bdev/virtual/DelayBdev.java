package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.ChannelContext;

import java.util.Map;
import java.util.UUID;

/** A device whose reads and writes take longer than those of the one below. */
final class DelayBdev extends VirtualBdev {
    private final Latencies latencies;

    DelayBdev(String name, UUID uuid, BdevDescriptor below, Latencies latencies) {
        super(name, uuid, below);
        this.latencies = latencies;
    }

    Latencies latencies() {
        return latencies;
    }

    @Override
    public String productName() {
        return "delay";
    }

    @Override
    public Map<String, Object> driverSpecific() {
        return Map.of(
                "delay",
                Map.of(
                        "name", name(),
                        "base_bdev_name", base().name(),
                        "avg_read_latency", latencies.get(Latencies.Kind.avg_read),
                        "p99_read_latency", latencies.get(Latencies.Kind.p99_read),
                        "avg_write_latency", latencies.get(Latencies.Kind.avg_write),
                        "p99_write_latency", latencies.get(Latencies.Kind.p99_write)));
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new DelayChannel(below().channel(context.reactor()), context, latencies);
    }
}
