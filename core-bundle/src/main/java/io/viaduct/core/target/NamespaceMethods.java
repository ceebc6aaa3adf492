package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.core.control.DesiredState;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** nvmf_subsystem_add_ns and nvmf_subsystem_remove_ns. */
public final class NamespaceMethods implements RpcMethods {
    /** Who holds the devices, as SPDK says it. */
    private static final String CLAIM = "NVMe-oF Target";

    private static final int NGUID_BYTES = 16;
    private static final int EUI64_BYTES = 8;

    private final Targets targets;

    /** The methods of all targets. */
    public NamespaceMethods(Targets targets) {
        this.targets = targets;
    }

    /** A namespace to be. */
    public static class Wanted {
        /** Honoured; the lowest that is free where it is left out. */
        @RpcParam("Namespace identifier, 1 to max_namespaces; the lowest free one by default")
        public Long nsid;

        /** Honoured. */
        @RpcParam(
                value = "Name, alias or UUID of a block device",
                required = true,
                example = "Disk1")
        public String bdev_name;

        /** Honoured; the device's UUID where it is left out. */
        @RpcParam("Globally unique identifier, 32 hexadecimal digits")
        public String nguid;

        /** Honoured. */
        @RpcParam("EUI-64, 16 hexadecimal digits")
        public String eui64;

        /** Honoured; the device's where it is left out. */
        @RpcParam("UUID; the device's by default")
        public UUID uuid;

        /** Lacking. */
        @RpcParam(
                value = "File for persistent reservations; not supported",
                support = RpcSupport.LACKING)
        public String ptpl_file;

        /** Lacking but for the default. */
        @RpcParam(
                value = "ANA group; only that of the identifier is supported",
                support = RpcSupport.PARTLY)
        public Long anagrpid;

        /** Lacking. */
        @RpcParam(
                value = "Hide the namespace from hosts at first; not supported",
                support = RpcSupport.LACKING)
        public Boolean no_auto_visible = false;

        /** Lacking. */
        @RpcParam(
                value = "Hide the metadata of the device; not supported",
                support = RpcSupport.LACKING)
        public Boolean hide_metadata = false;

        private void refuseLacking() throws RpcException {
            boolean grouped = anagrpid != null && anagrpid != 0 && !anagrpid.equals(nsid);
            Refusal.lack(grouped, "namespace.anagrpid", anagrpid);
        }
    }

    /** Parameters of nvmf_subsystem_add_ns. */
    public static class Add extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "The namespace", required = true)
        public Wanted namespace;
    }

    /** Parameters of nvmf_subsystem_remove_ns. */
    public static class Remove extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Namespace identifier", required = true, example = "1")
        public long nsid;
    }

    /** Makes a device a namespace; what was generated is left in the parameters. */
    @RpcMethod(
            value = "nvmf_subsystem_add_ns",
            description = "Makes a block device a namespace of a subsystem.")
    public CompletionStage<Integer> add(Add p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystem(target);
        Wanted wanted = p.namespace;
        wanted.refuseLacking();
        if (subsystem.isDiscovery()) {
            throw Refusal.invalid("nqn", p.nqn, "discovery has no namespaces");
        }
        Bdev bdev = target.base().bdevs().find(wanted.bdev_name);
        if (bdev == null) {
            throw refused(wanted.bdev_name, "there is no such block device");
        }
        Namespace former = former(subsystem, wanted.nsid, bdev);
        int nsid = former == null ? nsid(target, subsystem, wanted.nsid) : former.nsid();
        byte[] nguid = hex("Invalid nguid", "nguid", wanted.nguid, NGUID_BYTES);
        byte[] eui64 = hex("Invalid eui64", "eui64", wanted.eui64, EUI64_BYTES);
        UUID uuid = wanted.uuid == null ? bdev.uuid() : wanted.uuid;
        nguid = nguid == null ? bytes(bdev.uuid()) : nguid;
        refuseTwins(subsystem, nsid, uuid, nguid, eui64);
        var events = new NamespaceEvents(target, subsystem, nsid);
        var namespace =
                new Namespace(
                        nsid,
                        open(target, bdev, events),
                        DeviceShape.of(bdev),
                        uuid,
                        nguid,
                        eui64,
                        hold(target, subsystem, former, bdev));
        subsystem.namespaces().put(nsid, namespace);
        subsystem.waiting().remove(nsid);
        wanted.bdev_name = bdev.name();
        wanted.nsid = (long) nsid;
        wanted.uuid = uuid;
        wanted.nguid = namespace.nguidText();
        return target.publish(subsystem)
                .thenComposeAsync(
                        done -> target.holds().release(subsystem, namespace),
                        target.base().strand())
                .thenApplyAsync(done -> made(target, subsystem, namespace), target.base().strand());
    }

    /**
     * Its identifier. Where its device has left again meanwhile, a namespace that was to be made
     * has not been made; one that was to come back still waits.
     */
    private static int made(Target target, Subsystem subsystem, Namespace namespace) {
        int nsid = namespace.nsid();
        Namespace now = subsystem.namespaces().get(nsid);
        boolean there = now != null && !now.isHeld() && now.descriptor() == namespace.descriptor();
        if (!there && !target.base().desired().hasNamespace(target.name(), subsystem.nqn(), nsid)) {
            String why = "device " + namespace.bdevName() + " has left while it was made";
            if (now != null) {
                Failures.logged(
                        target.holds().take(subsystem, nsid, Level.WARNING, why),
                        "end of namespace " + nsid);
            }
            subsystem.forget(nsid);
            throw new CompletionException(refused(namespace.bdevName(), why));
        }
        return nsid;
    }

    /**
     * The hold that a device continues; null for a new namespace, for which the former one goes.
     */
    private static NamespaceHold hold(
            Target target, Subsystem subsystem, Namespace former, Bdev bdev) {
        if (former == null) {
            return null;
        }
        if (former.shape().isContinuedBy(bdev)) {
            former.hold().returning(true);
            return former.hold();
        }
        target.swaps().refuse(subsystem.nqn(), former.nsid());
        String why = bdev.name() + " has returned with another shape";
        Failures.logged(
                target.holds().take(subsystem, former.nsid(), Level.WARNING, why),
                "end of the hold");
        return null;
    }

    /** Takes a namespace away; its device is given up when nothing is in flight any more. */
    @RpcMethod(
            value = "nvmf_subsystem_remove_ns",
            description = "Takes a namespace away from a subsystem.")
    public CompletionStage<Void> remove(Remove p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystem(target);
        int nsid = (int) Math.min(p.nsid, Integer.MAX_VALUE);
        boolean waits = subsystem.waiting().contains(nsid);
        Namespace namespace = subsystem.namespaces().remove(nsid);
        subsystem.forget(nsid);
        // From now on, not from the end of the removal on: its device may return before that.
        target.base().desired().forgetNamespace(target.name(), p.nqn, nsid);
        if (waits) {
            return CompletableFuture.completedStage(null);
        }
        if (namespace == null) {
            throw Refusal.invalid("nsid", p.nsid, "there is no such namespace");
        }
        return target.publish(subsystem)
                .thenComposeAsync(
                        done -> Target.retire(List.of(namespace)), target.base().strand());
    }

    /** The held namespace of that identifier in whose device's place another one comes. */
    private static Namespace former(Subsystem subsystem, Long nsid, Bdev bdev) {
        if (nsid == null || nsid > Integer.MAX_VALUE) {
            return null;
        }
        Namespace there = subsystem.namespaces().get(nsid.intValue());
        return there != null && there.isAway() && there.shape().isReplacedBy(bdev) ? there : null;
    }

    private static int nsid(Target target, Subsystem subsystem, Long wanted) throws RpcException {
        if (wanted == null || wanted == 0) {
            // A device that was deleted while its namespace waited took it along.
            DesiredState desired = target.base().desired();
            subsystem
                    .waiting()
                    .removeIf(nsid -> !desired.hasNamespace(target.name(), subsystem.nqn(), nsid));
            int free = subsystem.freeNsid();
            if (free == 0) {
                throw Refusal.invalid("namespace.nsid", null, "no identifier is free");
            }
            return free;
        }
        if (wanted < 0 || wanted > subsystem.options().maxNamespaces()) {
            String reason = "1 to " + subsystem.options().maxNamespaces();
            throw Refusal.invalid("namespace.nsid", wanted, reason);
        }
        if (subsystem.namespaces().containsKey(wanted.intValue())) {
            throw Refusal.invalid("namespace.nsid", wanted, "it is taken");
        }
        return wanted.intValue();
    }

    private static BdevDescriptor open(Target target, Bdev bdev, NamespaceEvents events)
            throws RpcException {
        try {
            boolean writable = bdev.operations().contains(BdevOp.WRITE);
            BdevDescriptor descriptor = target.base().bdevs().open(bdev.name(), writable, events);
            try {
                descriptor.claim(CLAIM);
            } catch (RpcException e) {
                Failures.logged(
                        descriptor.retire().toCompletableFuture(), "close of " + bdev.name());
                throw e;
            }
            return descriptor;
        } catch (RpcException e) {
            throw refused(bdev.name(), e.getMessage());
        }
    }

    private static RpcException refused(String bdev, String reason) {
        return Refusal.invalid("namespace.bdev_name", bdev, reason);
    }

    // Linux refuses a subsystem in which two namespaces carry one identifier.
    private static void refuseTwins(
            Subsystem subsystem, int nsid, UUID uuid, byte[] nguid, byte[] eui64)
            throws RpcException {
        for (Namespace other : subsystem.namespaces().values()) {
            if (other.nsid() == nsid) {
                continue;
            }
            boolean twins =
                    other.uuid().equals(uuid)
                            || Arrays.equals(other.nguid(), nguid)
                            || (eui64 != null && Arrays.equals(other.eui64(), eui64));
            if (twins) {
                String reason = "its identifiers are those of namespace " + other.nsid();
                throw Refusal.invalid("namespace.uuid", uuid, reason);
            }
        }
    }

    private static byte[] hex(String message, String name, String text, int bytes)
            throws RpcException {
        if (text == null) {
            return null;
        }
        try {
            byte[] value = HexFormat.of().parseHex(text);
            if (value.length == bytes) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(message, "namespace." + name, text, e.getMessage());
        }
        throw Refusal.invalid(message, "namespace." + name, text, bytes + " bytes are needed");
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(NGUID_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
