package io.viaduct.core.doctor;

import io.viaduct.api.rpc.RpcException;

import java.util.List;

/** Whether a host is let in, and whether there is room for it. */
final class AdmissionQuestions {
    private final Facts facts;
    private final String hostnqn;

    /**
     * Over one subsystem.
     *
     * @param hostnqn a host, or null for none in particular
     */
    AdmissionQuestions(Facts facts, String hostnqn) {
        this.facts = facts;
        this.hostnqn = hostnqn;
    }

    List<Question> all() {
        return List.of(
                new Question(
                        hostnqn == null ? "May a host connect?" : "May this host connect?",
                        this::allowed),
                new Question("Is there a controller identifier left?", this::identifiers),
                new Question("Are there I/O buffers left?", this::buffers));
    }

    private Finding allowed() throws RpcException, InterruptedException {
        Page subsystem = facts.subsystem();
        if (subsystem.is("allow_any_host")) {
            return Finding.well("any host may");
        }
        List<String> hosts =
                subsystem.pages("hosts").stream().map(host -> host.text("nqn")).toList();
        if (hostnqn == null) {
            return hosts.isEmpty()
                    ? Finding.failed("none may", allow("any"))
                    : Finding.well("those in its list: " + hosts.size());
        }
        return hosts.contains(hostnqn)
                ? Finding.well("it is in the list")
                : Finding.failed(hostnqn + " is not in the list", allow(hostnqn));
    }

    private String allow(String host) {
        return "nvmf:allow " + facts.nqn() + " " + host;
    }

    private Finding identifiers() throws RpcException, InterruptedException {
        Page subsystem = facts.subsystem();
        long all = subsystem.number("max_cntlid") - subsystem.number("min_cntlid") + 1;
        List<Page> controllers = facts.controllers();
        if (controllers.size() < all) {
            return Finding.well(controllers.size() + " of " + all + " are taken");
        }
        String detail =
                "all %d from %d to %d are taken: a host has to leave, or the subsystem is made anew"
                        .formatted(
                                all,
                                subsystem.number("min_cntlid"),
                                subsystem.number("max_cntlid"));
        return Finding.failed(detail, "nvmf:controllers " + facts.nqn());
    }

    private Finding buffers() throws RpcException, InterruptedException {
        for (Page user : facts.buffers()) {
            for (String size : List.of("small", "large")) {
                Page pool = user.inner(size + "_pool");
                if (pool.number("exhausted") > 0) {
                    return Finding.failed(
                            "all "
                                    + size
                                    + " buffers of a reactor are in use and "
                                    + pool.number("waiting")
                                    + " requests wait; iobuf_set_options in the configuration of"
                                    + " the next start makes more",
                            "viaduct:methods iobuf_set_options");
                }
            }
        }
        return Finding.well("there are");
    }
}
