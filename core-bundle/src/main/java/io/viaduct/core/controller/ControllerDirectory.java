package io.viaduct.core.controller;

import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.TargetOptions.DuplicateHosts;
import io.viaduct.core.view.ControllerRules;
import io.viaduct.core.view.SubsystemView;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The controllers of a target by subsystem and identifier. Any reactor; asked by Connect and by
 * Identify only, hence its lock.
 */
public final class ControllerDirectory {
    /** No identifier: those begin with 1 where nothing else is set. */
    private static final int NONE = -1;

    /** One subsystem's controllers. An identifier comes again only after all others have. */
    private static final class Identifiers {
        private final Map<Integer, Association> taken = new HashMap<>();
        private int next;

        private int free(ControllerRules rules) {
            int min = rules.minCntlid();
            int max = rules.maxCntlid();
            int cntlid = Math.max(next, min);
            for (int tries = max - min + 1; tries > 0; tries--) {
                cntlid = cntlid > max ? min : cntlid;
                if (!taken.containsKey(cntlid)) {
                    next = cntlid + 1;
                    return cntlid;
                }
                cntlid++;
            }
            return NONE;
        }

        /** Whether the host has a controller already that it has reached the same way. */
        private boolean holds(Caller caller, CoreQpair qpair) {
            return taken.values().stream()
                    .anyMatch(
                            one ->
                                    one.hostid().equals(caller.hostid())
                                            && one.listener().equals(qpair.wire().listener()));
        }
    }

    private final Map<String, Identifiers> subsystems = new HashMap<>();

    /**
     * What a Connect of an admin queue is answered.
     *
     * @param association made for it, or null where it is refused
     * @param status of the completion
     * @param dw0 of the completion
     */
    public record Entry(Association association, int status, int dw0) {
        private static final Entry BUSY = new Entry(null, Status.FABRICS_CONTROLLER_BUSY, 0);
        private static final Entry NO_SUCH_CONTROLLER =
                new Entry(
                        null,
                        Status.FABRICS_INVALID_PARAM,
                        ConnectResponse.invalidData(ConnectData.IPO_CNTLID));
    }

    /** Makes an association with the identifier that is asked for, or with a free one. */
    public synchronized Entry enter(SubsystemView view, Caller caller, CoreQpair qpair) {
        ControllerRules rules = view.controllers();
        int any = rules.named() ? ConnectData.CNTLID_STATIC : ConnectData.CNTLID_DYNAMIC;
        boolean inRange =
                caller.cntlid() >= rules.minCntlid() && caller.cntlid() <= rules.maxCntlid();
        if (caller.cntlid() != any && !(rules.named() && inRange)) {
            return Entry.NO_SUCH_CONTROLLER;
        }
        Identifiers identifiers =
                subsystems.computeIfAbsent(view.nqn(), unused -> new Identifiers());
        int cntlid = caller.cntlid() == any ? identifiers.free(rules) : caller.cntlid();
        if (cntlid == NONE
                || identifiers.taken.containsKey(cntlid)
                || (isRestricted(view, qpair) && identifiers.holds(caller, qpair))) {
            return Entry.BUSY;
        }
        var made = new Association(view.nqn(), caller, cntlid, qpair);
        identifiers.taken.put(cntlid, made);
        return new Entry(made, Status.SUCCESS, 0);
    }

    private static boolean isRestricted(SubsystemView view, CoreQpair qpair) {
        DuplicateHosts policy = qpair.target().shared().options().duplicateHosts();
        return view.type() == SubsystemView.Type.NVM
                && policy == DuplicateHosts.RESTRICT_PER_LISTENER;
    }

    /** The association, or null. */
    public synchronized Association find(String subnqn, int cntlid) {
        Identifiers identifiers = subsystems.get(subnqn);
        return identifiers == null ? null : identifiers.taken.get(cntlid);
    }

    /** Identifiers that are taken in a subsystem, from one on, rising. */
    public synchronized List<Integer> list(String subnqn, int from) {
        Identifiers identifiers = subsystems.get(subnqn);
        return identifiers == null
                ? List.of()
                : identifiers.taken.keySet().stream().filter(id -> id >= from).sorted().toList();
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
