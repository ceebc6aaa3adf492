package io.viaduct.core.control;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcState;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who publishes which method; a name that two publish belongs to the older until it goes. Control
 * strand, but for {@link #find} and {@link #infos}.
 */
final class PublisherTable {
    /** One service and what was made for it. */
    private static final class Publisher {
        private final Owner owner;
        private final RpcMethods methods;
        private final boolean fallback;
        private final List<BoundMethod> bound;

        /** Why its methods are not called although it is here; null where they are. */
        private String bar;

        /** Whether it may still be given options that are for the startup phase. */
        private boolean inStartup;

        Publisher(Owner owner, RpcMethods methods, List<BoundMethod> bound, boolean fallback) {
            this.owner = owner;
            this.methods = methods;
            this.bound = bound;
            this.fallback = fallback;
        }
    }

    private final List<Publisher> publishers = new ArrayList<>();
    private volatile Map<String, BoundMethod> byName = Map.of();

    /**
     * Adds the annotated methods of a service.
     *
     * @param late whether it comes when the startup phase is over; it is then in a startup of its
     *     own until it has made something
     * @return tells the names whose method is another one now
     */
    Predicate<String> add(Owner owner, RpcMethods methods, boolean late) {
        List<BoundMethod> bound = BoundMethod.of(methods, new TreeMapper());
        Publisher publisher = new Publisher(owner, methods, bound, false);
        publisher.inStartup = late && ofOwner(owner.name()).allMatch(other -> other.inStartup);
        publishers.add(publisher);
        return index();
    }

    /** Adds methods whose names belong to anybody else who publishes them. */
    Predicate<String> addStored(Owner owner, List<StoredMethod> methods) {
        TreeMapper mapper = new TreeMapper();
        for (StoredMethod method : methods) {
            List<BoundMethod> bound = List.of(BoundMethod.of(method, mapper));
            publishers.add(new Publisher(owner, method, bound, true));
        }
        return index();
    }

    Predicate<String> remove(RpcMethods methods) {
        publishers.removeIf(publisher -> publisher.methods == methods);
        return index();
    }

    Predicate<String> remove(Owner owner) {
        publishers.removeIf(publisher -> publisher.owner.equals(owner));
        return index();
    }

    /** What owners of this name have published so far is not called any more. */
    Predicate<String> bar(String ownerName, String why) {
        ofOwner(ownerName).forEach(publisher -> publisher.bar = why);
        return index();
    }

    private Stream<Publisher> ofOwner(String name) {
        return publishers.stream().filter(publisher -> publisher.owner.name().equals(name));
    }

    private Predicate<String> index() {
        Map<String, BoundMethod> names = new TreeMap<>();
        List<Publisher> first = publishers.stream().filter(p -> !p.fallback).toList();
        first.stream().filter(p -> p.bar == null).forEach(p -> index(p, names));
        first.stream().filter(p -> p.bar != null).forEach(p -> index(p, names));
        Map<String, BoundMethod> own = new TreeMap<>(names);
        publishers.stream().filter(p -> p.fallback).forEach(p -> index(p, names));
        Map<String, BoundMethod> before = byName;
        byName = names;
        return name -> own.containsKey(name) && own.get(name) != before.get(name);
    }

    private static void index(Publisher publisher, Map<String, BoundMethod> names) {
        for (BoundMethod method : publisher.bound) {
            names.putIfAbsent(method.info().name(), method);
            method.info().aliases().forEach(alias -> names.putIfAbsent(alias, method));
        }
    }

    /** The method of that name or alias, or null. Any thread. */
    BoundMethod find(String name) {
        return byName.get(name);
    }

    /** All methods by name. Any thread. */
    Collection<MethodInfo> infos() {
        return byName.entrySet().stream()
                .filter(entry -> entry.getKey().equals(entry.getValue().info().name()))
                .map(entry -> entry.getValue().info())
                .toList();
    }

    /** Why a method must not be called, or null. */
    String whyBarred(BoundMethod method) {
        return publishers.stream()
                .filter(publisher -> publisher.bar != null && publisher.bound.contains(method))
                .map(publisher -> publisher.bar)
                .findFirst()
                .orElse(null);
    }

    /** Whether a method may be called in a phase of the platform. */
    boolean isAllowed(BoundMethod method, RpcState state) {
        return method.allowed(state)
                || (method.allowed(RpcState.STARTUP)
                        && publisherOf(method).anyMatch(publisher -> publisher.inStartup));
    }

    /** What a method has done is there: its module's startup is over. */
    void used(BoundMethod method) {
        List<String> owners = publisherOf(method).map(by -> by.owner.name()).toList();
        owners.forEach(name -> ofOwner(name).forEach(publisher -> publisher.inStartup = false));
    }

    private Stream<Publisher> publisherOf(BoundMethod method) {
        return publishers.stream().filter(publisher -> publisher.bound.contains(method));
    }

    /** A method's own name, where it is there; else the name itself. */
    String nameOf(String nameOrAlias) {
        BoundMethod method = find(nameOrAlias);
        return method == null ? nameOrAlias : method.info().name();
    }
}
