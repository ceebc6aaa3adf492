package io.viaduct.shell.declared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps from what is there to what is declared. Nothing that has content or that hosts use goes
 * without having been asked for: what the file does not name stays unless it is to be pruned, and
 * what would have to be made anew is refused unless that is allowed.
 */
final class Planner {
    private final Items wanted;
    private final Current current;
    private final boolean prune;
    private final boolean replace;
    private final Set<String> anew = new LinkedHashSet<>();
    private final List<Step> changes = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    Planner(Items wanted, Current current, boolean prune, boolean replace) {
        this.wanted = wanted;
        this.current = current;
        this.prune = prune;
        this.replace = replace;
    }

    /** What could have gone, and stays. */
    List<String> kept() {
        return kept;
    }

    /** All steps in an order in which they can be done. */
    List<Step> steps() throws DeclarationException {
        checkReferences();
        for (Item item : wanted.all()) {
            compare(item);
        }
        for (Item item : wanted.all()) {
            spread(item);
        }
        List<Step> steps = new ArrayList<>(removals());
        steps.addAll(changes);
        for (Item item : wanted.all()) {
            if (!current.items().has(item) || anew.contains(item.label())) {
                steps.add(Step.make(item));
            }
        }
        return steps;
    }

    private void checkReferences() throws DeclarationException {
        for (Item item : wanted.of(Kind.NAMESPACE)) {
            Item bdev = Item.of(Kind.BDEV, Map.of("name", item.text("bdev_name")));
            if (!wanted.has(bdev) && !current.isThere(bdev)) {
                throw new DeclarationException(
                        item.label()
                                + ": there is no block device "
                                + item.text("bdev_name")
                                + ", neither here nor in the file");
            }
        }
        for (Item item : wanted.of(Kind.LISTENER)) {
            Item transport = Item.of(Kind.TRANSPORT, Map.of("trtype", item.text("trtype")));
            if (!wanted.has(transport) && !current.items().has(transport)) {
                throw new DeclarationException(
                        item.label()
                                + ": there is no transport "
                                + item.text("trtype")
                                + ", neither here nor in the file");
            }
        }
    }

    private void compare(Item item) throws DeclarationException {
        Item there = current.items().like(item);
        if (there == null) {
            return;
        }
        Map<String, Object> different = differences(item);
        if (item.module() != null && !item.module().equals(there.module())) {
            different.put("kind", item.module());
        }
        if (item.kind() == Kind.SUBSYSTEM && different.containsKey("allow_any_host")) {
            changes.add(allow(item, different.remove("allow_any_host")));
        }
        if (different.isEmpty()) {
            return;
        }
        if (item.kind() == Kind.TRANSPORT) {
            throw new DeclarationException(
                    said(item, different) + "; a transport changes with the next start only");
        }
        if (!replace) {
            throw new DeclarationException(
                    said(item, different)
                            + "; that needs it to be made anew, which --replace allows");
        }
        anew.add(item.label());
    }

    private static Step allow(Item item, Object allowed) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("nqn", item.text("nqn"));
        parameters.put("allow_any_host", allowed);
        return new Step(
                "~",
                item.label()
                        + ": allow_any_host "
                        + !Boolean.TRUE.equals(allowed)
                        + " -> "
                        + allowed,
                new Call("nvmf_subsystem_allow_any_host", parameters));
    }

    private Map<String, Object> differences(Item item) {
        Map<String, Object> different = new LinkedHashMap<>();
        item.parameters()
                .forEach(
                        (name, value) -> {
                            if (!Trees.same(value, current.value(item, name))) {
                                different.put(name, value);
                            }
                        });
        return different;
    }

    private String said(Item item, Map<String, Object> different) {
        List<String> all = new ArrayList<>();
        different.forEach(
                (name, value) -> all.add(name + " " + current.value(item, name) + " -> " + value));
        return item.label() + ": " + String.join(", ", all);
    }

    /** What stands on something that is made anew is made anew too. */
    private void spread(Item item) throws DeclarationException {
        if (!anew.contains(item.label())) {
            return;
        }
        List<Item> above =
                switch (item.kind()) {
                    case BDEV -> current.items().namespacesOf(item);
                    case SUBSYSTEM -> current.items().inside(item.text("nqn"));
                    default -> List.of();
                };
        for (Item one : above) {
            if (!wanted.has(one) && !prune) {
                throw new DeclarationException(
                        item.label()
                                + " is to be made anew, and the file does not name "
                                + one.label()
                                + ", which would be lost; --prune allows that");
            }
            anew.add(one.label());
        }
    }

    /** From the last made to the first; with a subsystem goes what is in it. */
    private List<Step> removals() {
        List<Step> removals = new ArrayList<>();
        Set<String> gone = new LinkedHashSet<>();
        for (Item item : current.items().inOrder()) {
            boolean undeclared = !wanted.has(item);
            if (undeclared && stays(item)) {
                keep(item);
            } else if (undeclared || anew.contains(item.label())) {
                gone.add(item.label());
                removals.addFirst(Step.remove(item));
            }
        }
        removals.removeIf(step -> goesWithSubsystem(step, gone));
        return removals;
    }

    private boolean stays(Item item) {
        boolean used = item.kind() == Kind.BDEV && !wanted.namespacesOf(item).isEmpty();
        boolean forced = prune || anew.contains(item.label());
        return item.kind() == Kind.TRANSPORT || used || !forced;
    }

    /** A transport stays always; what is in a subsystem that the file does not name, with that. */
    private void keep(Item item) {
        if (item.kind() == Kind.TRANSPORT) {
            return;
        }
        boolean inner = item.nqn() != null;
        if (!inner || wanted.has(Item.of(Kind.SUBSYSTEM, Map.of("nqn", item.nqn())))) {
            kept.add(item.label());
        }
    }

    private static boolean goesWithSubsystem(Step step, Set<String> gone) {
        Object nqn = step.call().parameters().get("nqn");
        boolean subsystem = step.call().method().equals("nvmf_delete_subsystem");
        return !subsystem && nqn != null && gone.contains("subsystem " + nqn);
    }
}
