package io.viaduct.core.doctor;

import io.viaduct.api.rpc.RpcException;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the subsystem has something to offer. */
final class NamespaceQuestions {
    private final Facts facts;
    private final Mending mending;

    NamespaceQuestions(Facts facts, Mending mending) {
        this.facts = facts;
        this.mending = mending;
    }

    List<Question> all() {
        return List.of(
                new Question("Does it have namespaces?", this::some),
                new Question("Is every namespace live?", this::live));
    }

    private Finding some() throws RpcException, InterruptedException {
        Set<String> identifiers = new TreeSet<>();
        facts.subsystem().pages("namespaces").forEach(one -> identifiers.add(one.text("nsid")));
        for (Page call : facts.waitingNamespaces()) {
            identifiers.add(call.inner("params").inner("namespace").text("nsid"));
        }
        if (identifiers.isEmpty()) {
            return new Finding(
                    false, "a host would connect and find no disk", mending.addNamespace());
        }
        return Finding.well(identifiers.size() + " of them");
    }

    private Finding live() throws RpcException, InterruptedException {
        Set<String> there =
                facts.bdevs().stream().map(bdev -> bdev.text("name")).collect(Collectors.toSet());
        List<Page> namespaces = facts.subsystem().pages("namespaces");
        for (Page namespace : namespaces) {
            String bdev = namespace.text("bdev_name");
            if (!namespace.text("state").isEmpty() || !there.contains(bdev)) {
                return away(namespace, "is held", facts.whyAway(bdev));
            }
        }
        for (Page call : facts.waitingNamespaces()) {
            Page namespace = call.inner("params").inner("namespace");
            String why = facts.whyAway(namespace.text("bdev_name"));
            return away(namespace, "waits", why.isEmpty() ? call.text("reason") : why);
        }
        return Finding.well(
                namespaces.stream()
                        .map(one -> one.text("nsid") + " is " + one.text("bdev_name"))
                        .collect(Collectors.joining(", ")));
    }

    private Finding away(Page namespace, String state, String why)
            throws RpcException, InterruptedException {
        String bdev = namespace.text("bdev_name");
        String detail = "namespace " + namespace.text("nsid") + " " + state + ": device " + bdev;
        for (Page module : facts.modules()) {
            if (module.texts("quarantined_bdevs").contains(bdev)) {
                String bundle = module.text("bundle");
                return new Finding(
                        false,
                        "%s was of %s, which is quarantined: %s"
                                .formatted(detail, bundle, module.text("reason")),
                        Mending.restart(bundle));
            }
        }
        detail += " is away" + (why.isEmpty() ? "" : ": " + why);
        return new Finding(false, detail, mending.start(why));
    }
}
