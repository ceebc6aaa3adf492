package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.bdev.virtual.Fault.Type;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Management of error devices. */
@Component(service = RpcMethods.class)
public final class ErrorMethods implements RpcMethods {
    private static final String PREFIX = "EE_";
    private static final int SCT_MAX = 7;
    private static final int BYTE_MAX = 255;

    private final Layers layers;

    /** The methods over the module. */
    @Activate
    public ErrorMethods(@Reference ErrorModule module) {
        layers = module.layers();
    }

    /** The device to make. The UUID is filled in when it is not given. */
    public static final class Create {
        @RpcParam(value = "Device below", required = true, example = "Disk1")
        public String base_name;

        @RpcParam("Identity; without, one that follows from the device below")
        public UUID uuid;
    }

    /** Makes an error device; its name is that of the device below after EE_. */
    @RpcMethod(
            value = "bdev_error_create",
            description = "Create a block device that fails where it is told to.")
    public boolean create(Create device) throws RpcException {
        device.base_name = layers.nameOf(device.base_name);
        String name = PREFIX + device.base_name;
        device.uuid = layers.identity(device.uuid, name, device.base_name);
        layers.add(name, new ErrorModule.Faulty(name, device.uuid, device.base_name));
        return true;
    }

    /** The I/O that faults are for; the names are SPDK's. */
    public enum IoType {
        clear,
        read,
        write,
        unmap,
        flush,
        all
    }

    /** What is to happen to which I/O. */
    public static final class Inject {
        @RpcParam(value = "Error device", required = true, example = "EE_Disk1")
        public String name;

        @RpcParam(value = "I/O that it happens to; clear ends all", required = true)
        public IoType io_type;

        @RpcParam(value = "What happens", required = true)
        public Type error_type;

        @RpcParam("Status code type of an nvme_failure, 0 to 7")
        public int nvme_sct;

        @RpcParam("Status code of an nvme_failure, 0 to 255")
        public int nvme_sc;

        @RpcParam("I/O that it happens to, 0 or more")
        public int num = 1;

        @RpcParam("Only where so many I/O of a channel are under way")
        public long queue_depth;

        @RpcParam("Byte of the data that corrupt_data changes")
        public long corrupt_offset;

        @RpcParam("Bits of that byte that it changes, 1 to 255")
        public int corrupt_value;
    }

    /** Makes the next I/O of a kind fail. */
    @RpcMethod(
            value = "bdev_error_inject_error",
            description = "Make I/O of an error block device fail.",
            mutates = false)
    public boolean inject(Inject request) throws RpcException {
        check(request);
        ErrorBdev disk = disk(request.name);
        switch (request.io_type) {
            case clear -> disk.clear();
            case all -> ErrorBdev.OPERATIONS.forEach(op -> disk.inject(op, fault(request)));
            case read -> disk.inject(BdevOp.READ, fault(request));
            case write -> disk.inject(BdevOp.WRITE, fault(request));
            case unmap -> disk.inject(BdevOp.UNMAP, fault(request));
            case flush -> disk.inject(BdevOp.FLUSH, fault(request));
        }
        return true;
    }

    private static void check(Inject request) throws RpcException {
        refuseUnless(
                request.nvme_sct >= 0 && request.nvme_sct <= SCT_MAX, "nvme_sct", request.nvme_sct);
        refuseUnless(
                request.nvme_sc >= 0 && request.nvme_sc <= BYTE_MAX, "nvme_sc", request.nvme_sc);
        refuseUnless(request.num >= 0, "num", request.num);
        refuseUnless(request.queue_depth >= 0, "queue_depth", request.queue_depth);
        refuseUnless(request.corrupt_offset >= 0, "corrupt_offset", request.corrupt_offset);
        boolean named = request.nvme_sct != 0 || request.nvme_sc != 0;
        if (named != (request.error_type == Type.nvme_failure)) {
            throw Errno.EINVAL.refusal(
                    "nvme_sct and nvme_sc say what an nvme_failure is, and nothing else");
        }
        if (request.error_type == Type.corrupt_data) {
            refuseUnless(
                    request.corrupt_value >= 1 && request.corrupt_value <= BYTE_MAX,
                    "corrupt_value",
                    request.corrupt_value);
        }
    }

    private static void refuseUnless(boolean good, String parameter, long value)
            throws RpcException {
        if (!good) {
            throw Errno.outOfRange(parameter, value);
        }
    }

    private static Fault fault(Inject request) {
        int status =
                request.error_type == Type.nvme_failure
                        ? Status.of(request.nvme_sct, request.nvme_sc)
                        : Status.INTERNAL_DEVICE_ERROR;
        return new Fault(
                request.error_type,
                status,
                new AtomicInteger(request.num),
                request.queue_depth,
                request.corrupt_offset,
                request.corrupt_value);
    }

    private ErrorBdev disk(String name) throws RpcException {
        if (!(layers.find(name) instanceof ErrorBdev disk)) {
            throw Errno.ENODEV.refusal();
        }
        return disk;
    }

    /** The device whose I/O goes on. */
    public static final class Resume {
        @RpcParam(value = "Error device", required = true, example = "EE_Disk1")
        public String name;
    }

    /** Lets I/O go on that a fault of the type pending keeps. */
    @RpcMethod(
            value = "bdev_error_resume_pending",
            description = "Let the kept I/O of an error block device go on.",
            mutates = false)
    public boolean resume(Resume request) throws RpcException {
        disk(request.name).resumePending();
        return true;
    }

    /** The device to delete. */
    public static final class Delete {
        @RpcParam(value = "Name", required = true, example = "EE_Disk1")
        public String name;
    }

    /** Deletes an error device; answers when it is gone. */
    @RpcMethod(value = "bdev_error_delete", description = "Delete an error block device.")
    public CompletionStage<Boolean> delete(Delete device) throws RpcException {
        device.name = layers.nameOf(device.name);
        return layers.remove(device.name).thenApply(none -> true);
    }
}
