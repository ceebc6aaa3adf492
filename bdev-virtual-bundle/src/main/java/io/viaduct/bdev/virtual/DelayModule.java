package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistry;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.util.List;
import java.util.UUID;

/** Devices that are slower than the one below. Control strand. */
@BdevPlugin("delay")
@Component(
        service = {BdevModule.class, DelayModule.class},
        property = BdevModule.NAME + "=delay",
        immediate = true)
public final class DelayModule implements BdevModule {
    private final Layers layers;

    /** A module without devices. */
    @Activate
    public DelayModule(@Reference BdevRegistry registry) {
        layers = new Layers(registry, "delay");
    }

    @Override
    public String name() {
        return "delay";
    }

    Layers layers() {
        return layers;
    }

    /** One device over another. */
    record Delay(String name, UUID uuid, String base, Latencies latencies) implements Plan {
        @Override
        public List<DelayBdev> build(BdevDescriptor below) {
            return List.of(new DelayBdev(name, uuid, below, latencies));
        }
    }

    /** The bundle goes. */
    @Deactivate
    void leave() {
        layers.leave();
    }
}
