package io.viaduct.core.controller;

import io.viaduct.core.qpair.ReactorTarget;
import io.viaduct.core.view.SubsystemView;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The controllers of a target by subsystem and identifier. Any reactor; asked by Connect only,
 * hence its lock.
 */
public final class ControllerDirectory {
    /** One subsystem's controllers. An identifier comes again only after all others have. */
    private static final class Identifiers {
        private final Map<Integer, Association> taken = new HashMap<>();
        private int next;
    }

    private final Map<String, Identifiers> subsystems = new HashMap<>();

    /** Makes an association with a free identifier, or null where the subsystem has none left. */
    public synchronized Association enter(
            SubsystemView view, String hostnqn, UUID hostid, String trtype, ReactorTarget home) {
        Identifiers identifiers =
                subsystems.computeIfAbsent(view.nqn(), unused -> new Identifiers());
        int min = view.minCntlid();
        int max = view.maxCntlid();
        int cntlid = Math.max(identifiers.next, min);
        for (int tries = max - min + 1; tries > 0; tries--) {
            cntlid = cntlid > max ? min : cntlid;
            if (!identifiers.taken.containsKey(cntlid)) {
                identifiers.next = cntlid + 1;
                var made = new Association(view.nqn(), hostnqn, hostid, cntlid, trtype, home);
                identifiers.taken.put(cntlid, made);
                return made;
            }
            cntlid++;
        }
        return null;
    }

    /** The association, or null. */
    public synchronized Association find(String subnqn, int cntlid) {
        Identifiers identifiers = subsystems.get(subnqn);
        return identifiers == null ? null : identifiers.taken.get(cntlid);
    }

    /** The controller and all its queues are gone. */
    synchronized void leave(Association gone) {
        Identifiers identifiers = subsystems.get(gone.subnqn());
        identifiers.taken.remove(gone.cntlid());
    }

    /** Forgets a subsystem without controllers. */
    public synchronized void forget(String subnqn) {
        Identifiers identifiers = subsystems.get(subnqn);
        if (identifiers != null && identifiers.taken.isEmpty()) {
            subsystems.remove(subnqn);
        }
    }
}
