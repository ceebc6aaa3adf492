package io.viaduct.core.estate;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One estate: its content, and who uses it now. Control threads, one at a time. */
final class CoreEstate {
    private final String name;
    private final String maker;
    private final EstateContent content;
    private int version;
    private EstateHandle user;
    private boolean departing;

    CoreEstate(String name, int version, Owner maker, Memory memory) {
        this.name = name;
        this.version = version;
        this.maker = maker.name();
        content = new EstateContent(name, memory);
    }

    String name() {
        return name;
    }

    /** The bundle that has made it. */
    String maker() {
        return maker;
    }

    synchronized int version() {
        return version;
    }

    synchronized void version(EstateHandle by, int next) {
        check(by);
        version = next;
    }

    /** Its bundle, or null while nobody uses it. */
    synchronized Owner user() {
        return user == null ? null : user.owner();
    }

    synchronized boolean isDeparting() {
        return departing;
    }

    /** Hands it over, unless it is used or departs. */
    synchronized boolean take(EstateHandle next) {
        if (user != null || departing) {
            return false;
        }
        user = next;
        return true;
    }

    /** False when it is not in these hands. */
    synchronized boolean release(EstateHandle by) {
        if (user != by) {
            return false;
        }
        user = null;
        return true;
    }

    /** As {@link #release}, from whatever hands of a bundle. */
    synchronized boolean releaseFrom(Owner owner) {
        if (user == null || !user.owner().equals(owner)) {
            return false;
        }
        user = null;
        return true;
    }

    /** What its user does with the content. */
    synchronized <T> T with(EstateHandle by, Function<EstateContent, T> work) {
        check(by);
        return work.apply(content);
    }

    /** What anybody may look at. */
    synchronized <T> T look(Function<EstateContent, T> work) {
        return work.apply(content);
    }

    private void check(EstateHandle by) {
        if (user != by) {
            throw new IllegalStateException("estate " + name + " has been given up");
        }
    }

    /** Gives up the content; null when it is not in these hands, null being nobody's. */
    synchronized CompletableFuture<Void> discard(EstateHandle by) {
        if (user != by || departing) {
            return null;
        }
        user = null;
        departing = true;
        return content.clear();
    }
}
