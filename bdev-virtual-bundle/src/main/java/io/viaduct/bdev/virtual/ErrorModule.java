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

/** Devices whose I/O fails where it is told to. Control strand. */
@BdevPlugin("error")
@Component(
        service = {BdevModule.class, ErrorModule.class},
        property = BdevModule.NAME + "=error",
        immediate = true)
public final class ErrorModule implements BdevModule {
    private final Layers layers;

    /** A module without devices. */
    @Activate
    public ErrorModule(@Reference BdevRegistry registry) {
        layers = new Layers(registry, "error");
    }

    @Override
    public String name() {
        return "error";
    }

    Layers layers() {
        return layers;
    }

    /** One device over another. */
    record Faulty(String name, UUID uuid, String base) implements Plan {
        @Override
        public List<ErrorBdev> build(BdevDescriptor below) {
            return List.of(new ErrorBdev(name, uuid, below));
        }
    }

    /** The bundle goes. */
    @Deactivate
    void leave() {
        layers.leave();
    }
}
