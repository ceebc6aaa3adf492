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

/** Devices that hand everything to another. Control strand. */
@BdevPlugin("passthru")
@Component(
        service = {BdevModule.class, PassthruModule.class},
        property = BdevModule.NAME + "=passthru",
        immediate = true)
public final class PassthruModule implements BdevModule {
    private final Layers layers;

    /** A module without devices. */
    @Activate
    public PassthruModule(@Reference BdevRegistry registry) {
        layers = new Layers(registry, "passthru");
    }

    @Override
    public String name() {
        return "passthru";
    }

    Layers layers() {
        return layers;
    }

    /** One device over another. */
    record Passthru(String name, UUID uuid, String base) implements Plan {
        @Override
        public List<PassthruBdev> build(BdevDescriptor below) {
            return List.of(new PassthruBdev(name, uuid, below));
        }
    }

    /** The bundle goes. */
    @Deactivate
    void leave() {
        layers.leave();
    }
}
