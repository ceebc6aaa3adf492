package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Management of split devices. */
@Component(service = RpcMethods.class)
public final class SplitMethods implements RpcMethods {
    /** Parts of one device. */
    private static final int COUNT_MAX = 1024;

    private static final long MIB_MAX = Long.MAX_VALUE >> 20;

    private final Layers layers;

    /** The methods over the module. */
    @Activate
    public SplitMethods(@Reference SplitModule module) {
        layers = module.layers();
    }

    /** The device to split. */
    public static final class Create {
        @RpcParam(value = "Device to split", required = true, example = "Disk1")
        public String base_bdev;

        @RpcParam(value = "Parts, 1 to 1024", required = true, example = "2")
        public int split_count;

        @RpcParam("Size of a part, MiB; without, the device divided by the number of parts")
        public long split_size_mb;
    }

    /** Splits a device and returns the names of its parts. */
    @RpcMethod(
            value = "bdev_split_create",
            description = "Split a block device into parts of equal size.")
    public List<String> create(Create split) throws RpcException {
        if (split.split_count < 1 || split.split_count > COUNT_MAX) {
            throw Errno.outOfRange("split_count", split.split_count);
        }
        if (split.split_size_mb < 0 || split.split_size_mb > MIB_MAX) {
            throw Errno.outOfRange("split_size_mb", split.split_size_mb);
        }
        split.base_bdev = layers.nameOf(split.base_bdev);
        return layers
                .add(
                        split.base_bdev,
                        new SplitModule.Split(
                                split.base_bdev, split.split_count, split.split_size_mb))
                .stream()
                .map(Bdev::name)
                .toList();
    }

    /** The device whose parts go. */
    public static final class Delete {
        @RpcParam(value = "Device that was split", required = true, example = "Disk1")
        public String base_bdev;
    }

    /** Takes the parts of a device away; answers when they are gone. */
    @RpcMethod(
            value = "bdev_split_delete",
            description = "Take away the parts that a block device was split into.")
    public CompletionStage<Boolean> delete(Delete split) throws RpcException {
        split.base_bdev = layers.nameOf(split.base_bdev);
        return layers.remove(split.base_bdev).thenApply(none -> true);
    }
}
