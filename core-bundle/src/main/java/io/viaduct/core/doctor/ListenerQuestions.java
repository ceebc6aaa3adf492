package io.viaduct.core.doctor;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.TransportId;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the subsystem listens, and whether somebody answers there. */
final class ListenerQuestions {
    /** How long each address may take to answer. */
    static final int PROBE_MS = 2000;

    private final Facts facts;
    private final Mending mending;
    private final Map<String, TargetTransport> services;

    ListenerQuestions(Facts facts, Mending mending, Map<String, TargetTransport> services) {
        this.facts = facts;
        this.mending = mending;
        this.services = services;
    }

    List<Question> all() {
        return List.of(
                new Question("Does it listen?", this::listens),
                new Question("Does every address answer?", this::answers));
    }

    private Finding listens() throws RpcException, InterruptedException {
        for (Page call : facts.waitingListeners()) {
            Page address = call.inner("params").inner("listen_address");
            return new Finding(
                    false,
                    "its listener " + place(address) + " waits: " + call.text("reason"),
                    mending.startTransport(address.text("trtype")));
        }
        List<Page> addresses = facts.subsystem().pages("listen_addresses");
        if (addresses.isEmpty()) {
            String trtype = facts.transports().getFirst().text("trtype");
            return Finding.failed("it listens nowhere", mending.listen(trtype));
        }
        return Finding.well(places(addresses));
    }

    private Finding answers() throws RpcException, InterruptedException {
        List<String> unasked = new ArrayList<>();
        List<Page> addresses = facts.subsystem().pages("listen_addresses");
        for (Page address : addresses) {
            TargetTransport service = services.get(address.text("trtype"));
            if (service == null) {
                return new Finding(
                        false,
                        place(address) + ": no bundle that is active serves it",
                        mending.startTransport(address.text("trtype")));
            }
            try {
                service.probe(id(address), PROBE_MS);
            } catch (IOException e) {
                String detail = place(address) + ": " + e.getMessage();
                return new Finding(false, detail, mending.reopen(place(address)));
            } catch (UnsupportedOperationException e) {
                unasked.add(e.getMessage());
            }
        }
        return Finding.well(unasked.isEmpty() ? places(addresses) : String.join("; ", unasked));
    }

    private static TransportId id(Page address) {
        return new TransportId(
                address.text("trtype"),
                address.text("adrfam"),
                address.text("traddr"),
                address.text("trsvcid"));
    }

    private static String places(List<Page> addresses) {
        return String.join(", ", addresses.stream().map(ListenerQuestions::place).toList());
    }

    /** As the shell's commands name it. */
    static String place(Page address) {
        String all = address.text("trtype") + " " + address.text("traddr");
        return (all + " " + address.text("trsvcid")).strip();
    }
}
