package io.viaduct.shell.declared;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Things by what tells them apart, in the order in which they were named. */
final class Items {
    private final Map<String, Item> byLabel = new LinkedHashMap<>();

    /** Adds one; the answer is false where there is one like it. */
    boolean add(Item item) {
        return byLabel.putIfAbsent(item.label(), item) == null;
    }

    /** Puts one in the place of that like it. */
    void replace(Item item) {
        byLabel.put(item.label(), item);
    }

    /** The one that cannot be told from it, or null. */
    Item like(Item other) {
        return byLabel.get(other.label());
    }

    boolean has(Item other) {
        return byLabel.containsKey(other.label());
    }

    Collection<Item> all() {
        return byLabel.values();
    }

    /** All in the order in which they stand on each other. */
    List<Item> inOrder() {
        return byLabel.values().stream().sorted(Comparator.comparing(Item::kind)).toList();
    }

    List<Item> of(Kind kind) {
        return byLabel.values().stream().filter(item -> item.kind() == kind).toList();
    }

    /** What is in a subsystem. */
    List<Item> inside(String nqn) {
        return byLabel.values().stream().filter(item -> nqn.equals(item.nqn())).toList();
    }

    /** The namespaces that a block device is. */
    List<Item> namespacesOf(Item bdev) {
        return of(Kind.NAMESPACE).stream()
                .filter(item -> item.text("bdev_name").equals(bdev.text("name")))
                .toList();
    }
}
