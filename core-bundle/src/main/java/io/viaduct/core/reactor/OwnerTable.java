package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.util.concurrent.atomic.AtomicInteger;

/** Gives out owners; identifiers are never used again. Any thread. */
public final class OwnerTable {
    /** The base itself. */
    public static final Owner BASE = new Owner(0, "io.viaduct.core");

    private final AtomicInteger last = new AtomicInteger();

    /** A new owner. */
    public Owner owner(String name) {
        return new Owner(last.incrementAndGet(), name);
    }
}
