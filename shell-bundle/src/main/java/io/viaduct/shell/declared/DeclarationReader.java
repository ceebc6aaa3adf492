package io.viaduct.shell.declared;

import io.viaduct.api.rpc.MethodInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes items of a file's content; what it cannot take it refuses by place and name. */
final class DeclarationReader {
    /** It is there always; only where it listens besides can be declared. */
    static final String DISCOVERY = "nqn.2014-08.org.nvmexpress.discovery";

    /** What a file calls the module of a block device. */
    static final String MODULE = "kind";

    private static final Set<String> TOP =
            new TreeSet<>(
                    List.of(
                            Kind.TRANSPORT.section(),
                            Kind.BDEV.section(),
                            Kind.SUBSYSTEM.section(),
                            Kind.REFERRAL.section()));

    private final Methods methods;
    private final Items items = new Items();

    DeclarationReader(Methods methods) {
        this.methods = methods;
    }

    /** Reads a whole file's tree. */
    Items read(Object tree) throws DeclarationException {
        if (!(tree instanceof Map<?, ?>)) {
            throw new DeclarationException("the file has none of " + String.join(", ", TOP));
        }
        Map<String, Object> top = Trees.object(tree);
        for (String name : top.keySet()) {
            if (!TOP.contains(name)) {
                throw new DeclarationException(
                        name + ": there is no such section; there are: " + String.join(", ", TOP));
            }
        }
        for (Object one : section(top, Kind.TRANSPORT, "")) {
            add(Item.of(Kind.TRANSPORT, addressed(object(one, Kind.TRANSPORT))));
        }
        for (Object one : section(top, Kind.BDEV, "")) {
            add(bdev(object(one, Kind.BDEV)));
        }
        for (Object one : section(top, Kind.SUBSYSTEM, "")) {
            subsystem(object(one, Kind.SUBSYSTEM));
        }
        for (Object one : section(top, Kind.REFERRAL, "")) {
            add(Item.of(Kind.REFERRAL, addressed(object(one, Kind.REFERRAL))));
        }
        return items;
    }

    private static List<?> section(Map<String, Object> from, Kind kind, String of)
            throws DeclarationException {
        Object section = from.get(kind.section());
        if (section != null && !(section instanceof List<?>)) {
            throw new DeclarationException(kind.section() + of + ": it is no list");
        }
        return Trees.list(section);
    }

    private static Map<String, Object> object(Object one, Kind kind) throws DeclarationException {
        if (!(one instanceof Map<?, ?>)) {
            throw new DeclarationException(
                    kind.section() + ": " + one + " is no object of NAME: VALUE");
        }
        return Trees.object(one);
    }

    private static Map<String, Object> addressed(Map<String, Object> parameters) {
        Trees.upperTrtype(parameters);
        return parameters;
    }

    private Item bdev(Map<String, Object> parameters) throws DeclarationException {
        Object module = parameters.remove(MODULE);
        if (module == null) {
            throw new DeclarationException("bdev " + parameters.get("name") + ": kind is missing");
        }
        Sizes.spell(parameters);
        return new Item(Kind.BDEV, null, module.toString(), parameters);
    }

    private void subsystem(Map<String, Object> parameters) throws DeclarationException {
        String nqn = String.valueOf(parameters.get("nqn"));
        String of = " of " + nqn;
        List<?> namespaces = section(parameters, Kind.NAMESPACE, of);
        List<?> hosts = section(parameters, Kind.HOST, of);
        List<?> listeners = section(parameters, Kind.LISTENER, of);
        parameters.keySet().removeIf(DeclarationReader::isInner);
        if (!nqn.equals(DISCOVERY)) {
            add(Item.of(Kind.SUBSYSTEM, parameters));
        }
        List<Integer> taken = new ArrayList<>();
        for (Object one : namespaces) {
            Map<String, Object> namespace = object(one, Kind.NAMESPACE);
            namespace.putIfAbsent("nsid", free(taken));
            taken.add(number(namespace.get("nsid")));
            add(Item.inside(Kind.NAMESPACE, nqn, namespace));
        }
        for (Object one : hosts) {
            Map<String, Object> host =
                    one instanceof Map<?, ?>
                            ? Trees.object(one)
                            : Trees.object(Map.of("host", one));
            add(Item.inside(Kind.HOST, nqn, host));
        }
        for (Object one : listeners) {
            add(Item.inside(Kind.LISTENER, nqn, addressed(object(one, Kind.LISTENER))));
        }
    }

    private static boolean isInner(String name) {
        return name.equals(Kind.NAMESPACE.section())
                || name.equals(Kind.HOST.section())
                || name.equals(Kind.LISTENER.section());
    }

    private static int free(List<Integer> taken) {
        int nsid = 1;
        while (taken.contains(nsid)) {
            nsid++;
        }
        return nsid;
    }

    private static int number(Object nsid) throws DeclarationException {
        if (nsid instanceof Number number) {
            return number.intValue();
        }
        throw new DeclarationException("nsid " + nsid + ": it is no number");
    }

    private void add(Item item) throws DeclarationException {
        for (String name : item.kind().identity()) {
            if (item.text(name).isEmpty() && !name.equals("trsvcid")) {
                throw new DeclarationException(item.kind().label() + ": " + name + " is missing");
            }
        }
        Item checked = checked(item);
        if (!items.add(checked)) {
            throw new DeclarationException(checked.label() + " is there twice");
        }
    }

    /** The same with texts where its method wants texts; refused where it cannot be called. */
    private Item checked(Item item) throws DeclarationException {
        Call create = item.create();
        MethodInfo method = methods.find(create.method());
        if (method == null) {
            throw new DeclarationException(
                    item.label() + ": there is no method " + create.method() + " now");
        }
        Map<String, Object> texts = Trees.object(item.parameters());
        new Wanted(item, method).spell(texts);
        return new Item(item.kind(), item.nqn(), item.module(), texts);
    }
}
