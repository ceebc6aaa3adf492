package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.BdevOwner.Quarantine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Who has devices, and who is not to be trusted any more: a module that throws again and again, or
 * whose thread is stuck in one call, is quarantined. Its devices depart, and nothing of it is used
 * until another instance of it has come. Control strand, except where a method says otherwise.
 */
final class BdevOwners {
    private static final Logger LOG = System.getLogger(BdevOwners.class.getName());

    private final BdevStore store;
    private final InstantSource wall = InstantSource.system();
    private final Map<Owner, BdevOwner> owners = new ConcurrentHashMap<>();
    private final Set<Owner> leaving = new HashSet<>();

    BdevOwners(BdevStore store) {
        this.store = store;
    }

    /** Says where an owner's channels will run, before its first device. Any thread. */
    void add(Owner owner, Placement placement) {
        owners.computeIfAbsent(owner, one -> new BdevOwner(one, placement, this::tooManyFaults));
    }

    /** All that are here, in no order. Any thread. */
    Collection<BdevOwner> all() {
        return owners.values();
    }

    /**
     * An owner that brings a device.
     *
     * @throws RpcException when it is quarantined, or its thread cannot be had
     */
    BdevOwner bringing(Owner owner) throws RpcException {
        refuseGone(owner);
        BdevOwner module = owners.get(owner);
        if (module.quarantine() != null) {
            throw new RpcException(-Errno.EIO.number(), told(module));
        }
        if (module.isIsolated() && !module.hasSide()) {
            try {
                module.side(store.reactors().side(owner));
            } catch (IOException e) {
                throw Errno.ENOMEM.refusal("no thread for " + owner.name() + ": " + e.getMessage());
            }
        }
        return module;
    }

    /** Refuses to a module with a thread of its own what only reactors of all can do. */
    void checkMayOpen(Owner user) throws RpcException {
        refuseGone(user);
        BdevOwner module = owners.get(user);
        if (module != null && module.isIsolated()) {
            String remedy = "set inline=true in PID " + user.name();
            throw Errno.EOPNOTSUPP.refusal(
                    user.name() + " is isolated and cannot stand on other devices; " + remedy);
        }
    }

    // What comes after that would belong to nobody.
    private void refuseGone(Owner owner) throws RpcException {
        if (leaving.contains(owner) || !owners.containsKey(owner)) {
            throw Errno.ENODEV.refusal(owner.name() + " has left");
        }
    }

    // Any thread, also a reactor's.
    private void tooManyFaults(BdevOwner module, String reason) {
        try {
            store.strand().execute(() -> quarantine(module, reason));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the platform ends; " + module.owner().name() + " throws", e);
        }
    }

    /**
     * Looks whether a module's thread has been stuck for so long; false where no module has one.
     */
    boolean look(long stallNanos) {
        boolean any = false;
        for (BdevOwner module : owners.values()) {
            any |= module.hasSide();
            long stalled = module.stalledNanos();
            if (stalled >= stallNanos && module.quarantine() == null) {
                StackTraceElement[] stack = module.stack();
                String where = stack.length == 0 ? "" : " in " + stack[0];
                quarantine(module, "stuck for " + stalled / 1_000_000 + " ms" + where);
            }
        }
        return any;
    }

    private void quarantine(BdevOwner module, String reason) {
        if (module.quarantine() != null || owners.get(module.owner()) != module) {
            return;
        }
        List<String> devices = store.devicesOf(module).stream().map(Bdev::name).toList();
        module.quarantine(new Quarantine(reason, wall.instant(), devices));
        log(module);
        store.quarantined(module);
    }

    private static void log(BdevOwner module) {
        StringBuilder text = new StringBuilder(told(module));
        text.append("; ").append(module.outstanding()).append(" I/O are in it");
        for (StackTraceElement frame : module.stack()) {
            text.append(System.lineSeparator()).append("\tat ").append(frame);
        }
        LOG.log(Level.ERROR, text.toString());
    }

    /** What people are told of a quarantined module. */
    static String told(BdevOwner module) {
        return "module "
                + module.owner().name()
                + " is quarantined until it comes again: "
                + module.quarantine().reason();
    }

    /** An owner leaves; what it is stuck in is asked to give up. */
    void leaving(Owner owner) {
        leaving.add(owner);
        BdevOwner module = owners.get(owner);
        if (module != null && module.quarantine() != null) {
            module.interrupt();
        }
    }

    /** As if all that are quarantined left. */
    void interruptStuck() {
        owners.keySet().forEach(this::leaving);
    }

    /** Whether one that leaves has not given its I/O back. Any thread. */
    boolean isStuck() {
        return owners.values().stream().anyMatch(module -> module.outstanding() > 0);
    }

    /** Nothing of an owner is left. */
    void left(Owner owner) {
        leaving.remove(owner);
        BdevOwner module = owners.remove(owner);
        if (module != null) {
            module.close();
        }
    }
}
