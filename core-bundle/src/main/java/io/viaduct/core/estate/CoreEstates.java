package io.viaduct.core.estate;

import io.viaduct.api.estate.Estate;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** The estates of the process. Control threads. */
public final class CoreEstates implements AutoCloseable {
    private final Memory memory;
    private final Runnable whenCleared;
    private final Map<String, CoreEstate> estates = new ConcurrentSkipListMap<>();

    /**
     * No estates yet.
     *
     * @param memory where their regions are mapped
     * @param whenCleared run on any thread when an estate can be had that could not be had before
     */
    public CoreEstates(Memory memory, Runnable whenCleared) {
        this.memory = memory;
        this.whenCleared = whenCleared;
    }

    /** The estates as one bundle sees them. */
    public Estates of(Owner owner) {
        return new OwnerEstates(this, owner);
    }

    Estate create(Owner owner, String name, int version) throws RpcException {
        if (!EstateNames.isValid(name, Estates.NAME_LENGTH_MAX)) {
            throw Errno.EINVAL.refusal("malformed name of an estate: \"" + name + "\"");
        }
        if (version < 0) {
            throw Errno.EINVAL.refusal("version " + version + " of estate " + name);
        }
        if (estates.size() >= Estates.ESTATES_MAX) {
            throw Errno.ENOSPC.refusal("there are " + Estates.ESTATES_MAX + " estates already");
        }
        CoreEstate made = new CoreEstate(name, version, owner, memory);
        EstateHandle handle = new EstateHandle(this, made, owner);
        boolean taken = made.take(handle);
        assert taken;
        if (estates.putIfAbsent(name, made) != null) {
            throw Errno.EEXIST.refusal("there is an estate " + name);
        }
        return handle;
    }

    Estate adopt(Owner owner, String name, int version) throws RpcException {
        CoreEstate found = estates.get(name);
        if (found == null) {
            return null;
        }
        if (found.version() != version) {
            throw Errno.EINVAL.refusal(
                    "estate " + name + " has version " + found.version() + ", not " + version);
        }
        EstateHandle handle = new EstateHandle(this, found, owner);
        if (!found.take(handle)) {
            throw Errno.EBUSY.refusal("estate " + name + " is in use");
        }
        return handle;
    }

    int versionOf(String name) {
        CoreEstate found = estates.get(name);
        return found == null ? -1 : found.version();
    }

    /** Whether there is such an estate. */
    boolean exists(String name) {
        return estates.containsKey(name);
    }

    /** All by name. */
    Collection<CoreEstate> all() {
        return estates.values();
    }

    void cleared() {
        whenCleared.run();
    }

    /** Null when it is not in these hands; null is nobody's. */
    CompletableFuture<Void> discard(CoreEstate estate, EstateHandle by) {
        CompletableFuture<Void> cleared = estate.discard(by);
        return cleared == null
                ? null
                : cleared.thenRun(
                        () -> {
                            estates.remove(estate.name());
                            cleared();
                        });
    }

    /** Discards what nobody uses; null when somebody does, or there is none of that name. */
    CompletableFuture<Void> discard(String name) {
        CoreEstate found = estates.get(name);
        return found == null ? null : discard(found, null);
    }

    /** A bundle has let go of the service: what it has not given up is there for the next. */
    public void leave(Owner owner) {
        boolean any = false;
        for (CoreEstate estate : estates.values()) {
            any |= estate.releaseFrom(owner);
        }
        if (any) {
            cleared();
        }
    }

    /** Closes the descriptors; the regions are the memory's. Nobody uses any estate any more. */
    @Override
    public void close() {
        for (CoreEstate estate : List.copyOf(estates.values())) {
            estate.look(
                    content -> {
                        content.closeDescriptors();
                        return null;
                    });
        }
        estates.clear();
    }
}
