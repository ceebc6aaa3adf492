package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

/** Hears of every exception that escapes into a reactor's loop. Reactor thread. */
@FunctionalInterface
public interface Faults {
    /** {@code what} was run in the name of {@code owner} and ended with {@code fault}. */
    void escaped(String reactor, Owner owner, String what, Throwable fault);
}
