package io.viaduct.core.estate;

import io.viaduct.api.estate.Estate;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** An estate in the hands of one bundle; stale once that has given it up. */
final class EstateHandle implements Estate {
    private final CoreEstates estates;
    private final CoreEstate estate;
    private final Owner owner;

    EstateHandle(CoreEstates estates, CoreEstate estate, Owner owner) {
        this.estates = estates;
        this.estate = estate;
        this.owner = owner;
    }

    Owner owner() {
        return owner;
    }

    @Override
    public String name() {
        return estate.name();
    }

    @Override
    public int version() {
        return estate.with(this, content -> estate.version());
    }

    @Override
    public void version(int next) {
        estate.version(this, next);
    }

    @Override
    public byte[] bytes() {
        return estate.with(this, EstateContent::bytes);
    }

    @Override
    public void bytes(byte[] given) {
        set(content -> content.bytes(given));
    }

    @Override
    public Region region(String part) {
        return estate.with(this, content -> content.region(part));
    }

    @Override
    public Region addRegion(String part, long bytes) throws IOException {
        try {
            return estate.with(this, content -> mapped(content, part, bytes));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Region mapped(EstateContent content, String part, long bytes) {
        try {
            return content.addRegion(part, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int descriptor(String part) {
        return estate.with(this, content -> content.descriptor(part));
    }

    @Override
    public void descriptor(String part, int descriptor) {
        set(content -> content.descriptor(part, descriptor));
    }

    @Override
    public List<String> descriptors() {
        return estate.with(this, EstateContent::descriptors);
    }

    private void set(Consumer<EstateContent> work) {
        Void unused =
                estate.with(
                        this,
                        content -> {
                            work.accept(content);
                            return null;
                        });
    }

    @Override
    public void release() {
        if (estate.release(this)) {
            estates.cleared();
        }
    }

    @Override
    public CompletionStage<Void> discard() {
        CompletableFuture<Void> gone = estates.discard(estate, this);
        if (gone == null) {
            throw new IllegalStateException("estate " + name() + " has been given up");
        }
        return gone.minimalCompletionStage();
    }
}
