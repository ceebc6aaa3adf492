package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.RpcException;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Devices that are partitions of another, which is found to have a GUID partition table when it
 * comes. Control strand.
 */
@BdevPlugin("gpt")
@Component(
        service = {BdevModule.class, GptModule.class},
        property = BdevModule.NAME + "=gpt",
        immediate = true)
public final class GptModule implements BdevModule {
    private static final Logger LOG = System.getLogger(GptModule.class.getName());
    private static final int SECTOR = 512;
    private static final long BLOCKS_MIN = 2;

    private final BdevRegistry registry;
    private final Layers layers;

    /** A module without devices. */
    @Activate
    public GptModule(@Reference BdevRegistry registry) {
        this.registry = registry;
        layers = new Layers(registry, "gpt");
    }

    @Override
    public String name() {
        return "gpt";
    }

    @Override
    public void examine(Bdev bdev, Runnable done) {
        Geometry shape = bdev.geometry();
        if (shape.blockCount() < BLOCKS_MIN || shape.blockBytes() % SECTOR != 0) {
            done.run();
            return;
        }
        BdevDescriptor[] use = new BdevDescriptor[1];
        try {
            use[0] =
                    registry.open(
                            bdev.name(),
                            false,
                            (gone, cause) -> {
                                var unused = use[0].retire();
                            });
        } catch (RpcException e) {
            LOG.log(Level.DEBUG, bdev.name() + " is not looked at", e);
            done.run();
            return;
        }
        var unused =
                new GptLook(use[0])
                        .table()
                        .exceptionally(failure -> unreadable(bdev, failure))
                        .thenCompose(table -> use[0].retire().thenApply(none -> table))
                        .thenAccept(
                                table -> {
                                    if (table != null && !table.partitions().isEmpty()) {
                                        build(bdev, table);
                                    }
                                    done.run();
                                });
    }

    private static GptLook.Table unreadable(Bdev bdev, Throwable failure) {
        Throwable why = failure.getCause() == null ? failure : failure.getCause();
        LOG.log(Level.WARNING, "no partition table of " + bdev.name() + ": " + why.getMessage());
        return null;
    }

    private void build(Bdev bdev, GptLook.Table table) {
        try {
            layers.add(bdev.name(), new Partitions(bdev.name(), table));
        } catch (RpcException e) {
            // Somebody has claimed it, it has gone, or it is a copy of a disk that is there.
            LOG.log(Level.WARNING, "no partitions of " + bdev.name() + ": " + e.getMessage());
        }
    }

    /** The partitions of one device. */
    private record Partitions(String base, GptLook.Table table) implements Plan {
        @Override
        public List<GptBdev> build(BdevDescriptor below) {
            return table.partitions().stream()
                    .map(one -> new GptBdev(table.identity(), one, below))
                    .toList();
        }
    }

    /** The bundle goes. */
    @Deactivate
    void leave() {
        layers.leave();
    }
}
