package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.estate.Estates;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Devices over files that were made by bdev_aio_create. Control threads. */
@BdevPlugin("aio")
@Component(
        service = {BdevModule.class, AioModule.class},
        property = BdevModule.NAME + "=aio",
        immediate = true)
public final class AioModule implements BdevModule {
    private final FileDisks disks;

    /** A module without devices. */
    @Activate
    public AioModule(@Reference BdevRegistry registry, @Reference Estates estates) {
        this(registry, estates, LostDisks.LOOK_MS);
    }

    AioModule(BdevRegistry registry, Estates estates, long lookMs) {
        disks = new FileDisks(DiskKind.AIO, registry, estates, lookMs);
    }

    @Override
    public String name() {
        return DiskKind.AIO.label();
    }

    FileDisks disks() {
        return disks;
    }

    /** The bundle goes; the files stay open. */
    @Deactivate
    void leave() {
        disks.leave();
    }
}
