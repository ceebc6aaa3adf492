package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.estate.Estates;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Devices over files that were made by bdev_uring_create. Control threads. */
@BdevPlugin("uring")
@Component(
        service = {BdevModule.class, UringModule.class},
        property = BdevModule.NAME + "=uring",
        immediate = true)
public final class UringModule implements BdevModule {
    private final FileDisks disks;

    /** A module without devices. */
    @Activate
    public UringModule(@Reference BdevRegistry registry, @Reference Estates estates) {
        disks = new FileDisks(DiskKind.URING, registry, estates, LostDisks.LOOK_MS);
    }

    @Override
    public String name() {
        return DiskKind.URING.label();
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
