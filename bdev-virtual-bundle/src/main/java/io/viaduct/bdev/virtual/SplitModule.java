package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevPlugin;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Devices that are parts of equal size of another. Control strand. */
@BdevPlugin("split")
@Component(
        service = {BdevModule.class, SplitModule.class},
        property = BdevModule.NAME + "=split",
        immediate = true)
public final class SplitModule implements BdevModule {
    private final Layers layers;

    /** A module without devices. */
    @Activate
    public SplitModule(@Reference BdevRegistry registry) {
        layers = new Layers(registry, "split");
    }

    @Override
    public String name() {
        return "split";
    }

    Layers layers() {
        return layers;
    }

    /**
     * Parts of one device.
     *
     * @param count parts, at least 1; where the device has not room for all, there are as many as
     *     it has room for
     * @param mib size of a part, MiB; 0 for the size that divides the device
     */
    record Split(String base, int count, long mib) implements Plan {
        private static final long MIB = 1 << 20;

        @Override
        public List<SplitBdev> build(BdevDescriptor below) throws RpcException {
            Bdev whole = below.bdev();
            int block = whole.geometry().blockSize();
            if (mib > 0 && mib * MIB % block != 0) {
                throw Errno.EINVAL.refusal(mib + " MiB are no whole blocks of " + block);
            }
            long blocks = mib > 0 ? mib * MIB / block : whole.geometry().blockCount() / count;
            long room = blocks == 0 ? 0 : whole.geometry().blockCount() / blocks;
            if (room == 0) {
                throw Errno.EINVAL.refusal(base + " has not room for one part");
            }
            List<SplitBdev> parts = new ArrayList<>();
            for (int i = 0; i < Math.min(count, room); i++) {
                String name = whole.name() + "p" + i;
                UUID uuid = VirtualBdev.identity(name, whole);
                parts.add(new SplitBdev(name, uuid, below, i * blocks, blocks));
            }
            return parts;
        }
    }

    /** The bundle goes. */
    @Deactivate
    void leave() {
        layers.leave();
    }
}
