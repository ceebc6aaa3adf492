package io.viaduct.bdev.virtual;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Management of delay devices. */
@Component(service = RpcMethods.class)
public final class DelayMethods implements RpcMethods {
    /** An hour: what is slower is not slow, but stuck. */
    private static final long MICROS_MAX = TimeUnit.HOURS.toMicros(1);

    private final Layers layers;

    /** The methods over the module. */
    @Activate
    public DelayMethods(@Reference DelayModule module) {
        layers = module.layers();
    }

    /** The device to make. The UUID is filled in when it is not given. */
    public static final class Create {
        @RpcParam(value = "Name", required = true, example = "Slow1")
        public String name;

        @RpcParam(value = "Device below", required = true, example = "Disk1")
        public String base_bdev_name;

        @RpcParam(value = "Added to reads, microseconds", required = true, example = "100")
        public long avg_read_latency;

        @RpcParam(value = "To one read in 100, microseconds", required = true, example = "500")
        public long p99_read_latency;

        @RpcParam(value = "Added to writes, microseconds", required = true, example = "100")
        public long avg_write_latency;

        @RpcParam(value = "To one write in 100, microseconds", required = true, example = "500")
        public long p99_write_latency;

        @RpcParam("Identity; without, one that follows from the name and the device below")
        public UUID uuid;
    }

    /** Makes a delay device and returns its name. */
    @RpcMethod(
            value = "bdev_delay_create",
            description = "Create a block device that is slower than another.")
    public String create(Create device) throws RpcException {
        check("avg_read_latency", device.avg_read_latency);
        check("p99_read_latency", device.p99_read_latency);
        check("avg_write_latency", device.avg_write_latency);
        check("p99_write_latency", device.p99_write_latency);
        device.uuid = layers.identity(device.uuid, device.name, device.base_bdev_name);
        Latencies latencies =
                new Latencies(
                        device.avg_read_latency,
                        device.p99_read_latency,
                        device.avg_write_latency,
                        device.p99_write_latency);
        layers.add(
                device.name,
                new DelayModule.Delay(device.name, device.uuid, device.base_bdev_name, latencies));
        return device.name;
    }

    private static void check(String parameter, long micros) throws RpcException {
        if (micros < 0 || micros > MICROS_MAX) {
            throw Errno.outOfRange(parameter, micros);
        }
    }

    /** The latency to change. */
    public static final class Update {
        @RpcParam(value = "Delay device", required = true, example = "Slow1")
        public String delay_bdev_name;

        @RpcParam(value = "Which latency", required = true, example = "avg_read")
        public Latencies.Kind latency_type;

        @RpcParam(value = "The latency, microseconds", required = true, example = "200")
        public long latency_us;
    }

    /** Changes a latency; I/O that is under way keeps its own. */
    @RpcMethod(
            value = "bdev_delay_update_latency",
            description = "Change a latency of a delay block device.")
    public boolean update(Update change) throws RpcException {
        check("latency_us", change.latency_us);
        change.delay_bdev_name = layers.nameOf(change.delay_bdev_name);
        if (!(layers.find(change.delay_bdev_name) instanceof DelayBdev disk)) {
            throw Errno.ENODEV.refusal();
        }
        disk.latencies().set(change.latency_type, change.latency_us);
        return true;
    }

    /** The device to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true, example = "Slow1")
        public String name;
    }

    /** Deletes a delay device; answers when it is gone. */
    @RpcMethod(value = "bdev_delay_delete", description = "Delete a delay block device.")
    public CompletionStage<Boolean> delete(Delete device) throws RpcException {
        device.name = layers.nameOf(device.name);
        return layers.remove(device.name).thenApply(none -> true);
    }
}
