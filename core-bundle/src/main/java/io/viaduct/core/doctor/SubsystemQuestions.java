package io.viaduct.core.doctor;

import io.viaduct.api.rpc.RpcException;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the target has a wire, and the subsystem is there. */
final class SubsystemQuestions {
    private static final int NAMES_MAX = 3;

    private final Facts facts;
    private final Mending mending;
    private final Set<String> services;

    /**
     * Over one subsystem.
     *
     * @param services types of the transports that bundles offer
     */
    SubsystemQuestions(Facts facts, Mending mending, Set<String> services) {
        this.facts = facts;
        this.mending = mending;
        this.services = services;
    }

    List<Question> all() {
        return List.of(
                new Question("Is the target initialized?", this::initialized),
                new Question("Does the target have a transport?", this::transport),
                new Question("Is every transport of the target served?", this::served),
                new Question("Is there a subsystem of that name?", this::subsystem));
    }

    private Finding initialized() {
        return facts.isInitialized()
                ? Finding.well("it runs")
                : Finding.failed(
                        "it waits for framework_start_init", "viaduct:rpc framework_start_init");
    }

    private Finding transport() throws RpcException, InterruptedException {
        List<Page> transports = facts.transports();
        if (!transports.isEmpty()) {
            return Finding.well(names(transports));
        }
        for (Page call : facts.waitingTransports()) {
            String trtype = call.inner("params").text("trtype");
            return new Finding(
                    false,
                    trtype + " waits: " + call.text("reason"),
                    mending.startTransport(trtype));
        }
        if (services.isEmpty()) {
            return new Finding(
                    false, "no bundle that is active brings one", mending.startTransport("TCP"));
        }
        return Finding.failed("it has none", "nvmf:create-transport " + services.iterator().next());
    }

    private Finding served() throws RpcException, InterruptedException {
        List<Page> transports = facts.transports();
        for (Page transport : transports) {
            if (!transport.text("state").isEmpty()) {
                String trtype = transport.text("trtype");
                return new Finding(
                        false,
                        trtype + " is " + transport.text("state") + ": its bundle has left",
                        mending.startTransport(trtype));
            }
        }
        return Finding.well(names(transports));
    }

    private static String names(List<Page> transports) {
        return transports.stream()
                .map(transport -> transport.text("trtype"))
                .collect(Collectors.joining(" "));
    }

    private Finding subsystem() throws RpcException, InterruptedException {
        List<Page> there = facts.subsystems();
        if (there.stream().anyMatch(one -> one.text("nqn").equals(facts.nqn()))) {
            return Finding.well("there is");
        }
        String others =
                there.stream()
                        .limit(NAMES_MAX)
                        .map(subsystem -> subsystem.text("nqn"))
                        .collect(Collectors.joining(", "));
        String detail =
                there.isEmpty()
                        ? "there is none at all"
                        : "there is none; there are " + there.size() + ", as " + others;
        return Finding.failed(detail, "nvmf:create " + facts.nqn());
    }
}
