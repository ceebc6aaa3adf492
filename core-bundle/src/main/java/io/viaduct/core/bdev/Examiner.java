package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Shows every device to every module, and knows what they have not finished looking at. Control
 * strand.
 */
final class Examiner implements BdevListener {
    private static final Logger LOG = System.getLogger(Examiner.class.getName());

    private final ControlThread strand;
    private final Map<BdevModule, Set<Look>> underWay = new LinkedHashMap<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private final Set<String> allowed = new HashSet<>();
    private boolean automatic = true;

    /** One module's look at one device; its own identity. */
    private static final class Look {}

    Examiner(ControlThread strand) {
        this.strand = strand;
    }

    /** Whether devices are shown to modules as they come; otherwise only those that are allowed. */
    void automatic(boolean on) {
        automatic = on;
    }

    void add(BdevModule module, Collection<Bdev> present) {
        underWay.put(module, new HashSet<>());
        present.stream().filter(this::isShown).forEach(bdev -> show(bdev, module));
    }

    void remove(BdevModule module) {
        underWay.remove(module);
        signal();
    }

    /**
     * Lets a device be examined although that is not automatic.
     *
     * @param bdev the device, or null while there is none of that name
     * @throws RpcException -22 when examination is automatic, -17 when it has been asked for before
     */
    void allow(String name, Bdev bdev) throws RpcException {
        if (automatic) {
            throw Errno.EINVAL.refusal("devices are examined automatically");
        }
        if (!allowed.add(name)) {
            throw Errno.EEXIST.refusal(name + " is examined already");
        }
        if (bdev != null) {
            show(bdev);
        }
    }

    @Override
    public void registered(Bdev bdev, Owner owner) {
        look(bdev);
    }

    /** Shows a device to all modules, unless it is not to be examined. */
    void look(Bdev bdev) {
        if (isShown(bdev)) {
            show(bdev);
        }
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        // A look that is still under way ends by itself.
    }

    private boolean isShown(Bdev bdev) {
        return automatic
                || allowed.contains(bdev.name())
                || allowed.contains(bdev.uuid().toString())
                || bdev.aliases().stream().anyMatch(allowed::contains);
    }

    private void show(Bdev bdev) {
        List.copyOf(underWay.keySet()).forEach(module -> show(bdev, module));
    }

    private void show(Bdev bdev, BdevModule module) {
        Set<Look> looks = underWay.get(module);
        Look look = new Look();
        looks.add(look);
        try {
            module.examine(bdev, () -> done(looks, look));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, module.name() + " failed to examine " + bdev.name(), e);
            done(looks, look);
        }
    }

    private void done(Set<Look> looks, Look look) {
        if (!strand.isCurrent()) {
            strand.execute(() -> done(looks, look));
        } else if (looks.remove(look)) {
            signal();
        }
    }

    /** Completes when no examination is under way. */
    CompletableFuture<Void> idle() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        waiting.add(idle);
        signal();
        return idle;
    }

    private void signal() {
        if (underWay.values().stream().allMatch(Set::isEmpty)) {
            List<CompletableFuture<Void>> told = List.copyOf(waiting);
            waiting.clear();
            told.forEach(idle -> idle.complete(null));
        }
    }
}
