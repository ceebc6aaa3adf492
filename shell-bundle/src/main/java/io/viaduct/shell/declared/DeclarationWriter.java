package io.viaduct.shell.declared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tree of a file that declares some items. */
final class DeclarationWriter {
    private DeclarationWriter() {}

    static Map<String, Object> tree(Items items) {
        Map<String, Object> tree = new LinkedHashMap<>();
        put(tree, Kind.TRANSPORT, parameters(items.of(Kind.TRANSPORT)));
        put(tree, Kind.BDEV, items.of(Kind.BDEV).stream().map(DeclarationWriter::bdev).toList());
        List<Object> subsystems = new ArrayList<>();
        Item discovery = Item.of(Kind.SUBSYSTEM, Map.of("nqn", DeclarationReader.DISCOVERY));
        if (!items.inside(DeclarationReader.DISCOVERY).isEmpty()) {
            subsystems.add(subsystem(discovery, items));
        }
        items.of(Kind.SUBSYSTEM).forEach(item -> subsystems.add(subsystem(item, items)));
        put(tree, Kind.SUBSYSTEM, subsystems);
        put(tree, Kind.REFERRAL, parameters(items.of(Kind.REFERRAL)));
        return tree;
    }

    private static Map<String, Object> bdev(Item item) {
        Map<String, Object> bdev = new LinkedHashMap<>();
        bdev.put(DeclarationReader.MODULE, item.module());
        bdev.putAll(item.parameters());
        return bdev;
    }

    private static Map<String, Object> subsystem(Item item, Items items) {
        Map<String, Object> subsystem = new LinkedHashMap<>(item.parameters());
        List<Item> inside = items.inside(item.text("nqn"));
        put(subsystem, Kind.NAMESPACE, parameters(of(Kind.NAMESPACE, inside)));
        put(subsystem, Kind.HOST, hosts(of(Kind.HOST, inside)));
        put(subsystem, Kind.LISTENER, parameters(of(Kind.LISTENER, inside)));
        return subsystem;
    }

    private static List<Item> of(Kind kind, List<Item> items) {
        return items.stream().filter(item -> item.kind() == kind).toList();
    }

    private static List<?> parameters(List<Item> items) {
        return items.stream().map(Item::parameters).toList();
    }

    /** A host of which nothing but its name is said is its name. */
    private static List<?> hosts(List<Item> items) {
        return items.stream()
                .map(
                        item ->
                                item.parameters().size() == 1
                                        ? (Object) item.text("host")
                                        : item.parameters())
                .toList();
    }

    private static void put(Map<String, Object> tree, Kind kind, List<?> all) {
        if (!all.isEmpty()) {
            tree.put(kind.section(), all);
        }
    }
}
