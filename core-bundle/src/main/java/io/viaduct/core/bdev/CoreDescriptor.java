package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A user's hold on a device, with its channel on each reactor that has asked for one. */
final class CoreDescriptor implements BdevDescriptor {
    private final BdevStore store;
    private final BdevEntry entry;
    private final Owner user;
    private final boolean writable;
    private final BdevEvents events;
    // One element a reactor, each touched by that reactor's thread alone.
    private final CoreIoChannel[] channels;
    private final boolean[] ended;
    private final CompletableFuture<Void> retired = new CompletableFuture<>();
    private CompletableFuture<Void> drained;

    CoreDescriptor(
            BdevStore store, BdevEntry entry, Owner user, boolean writable, BdevEvents events) {
        this.store = store;
        this.entry = entry;
        this.user = user;
        this.writable = writable;
        this.events = events;
        int reactors = store.reactors().all().size();
        channels = new CoreIoChannel[reactors];
        ended = new boolean[reactors];
    }

    @Override
    public Bdev bdev() {
        return entry.bdev();
    }

    @Override
    public Set<BdevOp> operations() {
        return entry.operations();
    }

    @Override
    public boolean lends() {
        return entry.lends();
    }

    BdevEntry entry() {
        return entry;
    }

    Owner user() {
        return user;
    }

    /** Whether its end has begun. Control strand. */
    boolean retiring() {
        return drained != null;
    }

    boolean writable() {
        return writable;
    }

    BdevEvents events() {
        return events;
    }

    @Override
    public IoChannel channel(Reactor reactor) {
        assert reactor.isCurrent() : "not on reactor " + reactor.index();
        int index = reactor.index();
        if (ended[index]) {
            throw new IllegalStateException("the use of " + bdev().name() + " has ended");
        }
        if (channels[index] == null) {
            channels[index] = entry.join(reactor, writable);
        }
        return channels[index];
    }

    @Override
    public CompletionStage<byte[]> read(long lba, int count) {
        long bytes = (long) count * entry.blockBytes();
        if (count < 1 || bytes > ControlRead.BYTES_MAX) {
            return CompletableFuture.failedStage(Errno.EINVAL.refusal(count + " blocks"));
        }
        Reactor reactor = store.reactors().all().getFirst();
        PiecePool pool = entry.stead(reactor).pieces();
        ControlRead read = new ControlRead(this, reactor, pool, lba, count, (int) bytes);
        if (!reactor.send(user, read::start)) {
            return CompletableFuture.failedStage(Errno.EBUSY.refusal());
        }
        return read.done().handleAsync(CoreDescriptor::onStrand, store.strand());
    }

    private static byte[] onStrand(byte[] content, Throwable failure) {
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return content;
    }

    @Override
    public void claim(String by) throws RpcException {
        store.strand()
                .call(
                        () -> {
                            store.claim(this, by);
                            return null;
                        });
    }

    @Override
    public CompletionStage<Void> retire() {
        store.strand().enter(this::beginRetiring);
        return retired.minimalCompletionStage();
    }

    @Override
    public void close() {
        store.strand().run(this::beginRetiring);
        if (store.strand().await(drained)) {
            store.strand().run(this::finishRetiring);
        } else {
            store.departures().overdue("what " + user.name() + " uses of " + bdev().name());
        }
    }

    /** Closes the channels, unless that has begun already. Control strand. */
    void beginRetiring() {
        if (drained == null) {
            drained =
                    store.reactors()
                            .onEach(user, this::closeChannel)
                            .exceptionally(store::failedToRetire);
            drained.thenRunAsync(this::finishRetiring, store.strand())
                    .exceptionally(store::failedToRetire);
        }
    }

    /** Drops this use, whose channels are closed. Control strand. */
    void finishRetiring() {
        store.ended(this);
        retired.complete(null);
    }

    /** Completes when the channels are closed; null before the end has begun. Control strand. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /** Completes on the control strand when nothing of this use is left. */
    CompletableFuture<Void> retired() {
        return retired;
    }

    private void closeChannel(Reactor reactor, Runnable closed) {
        int index = reactor.index();
        ended[index] = true;
        CoreIoChannel channel = channels[index];
        if (channel == null) {
            closed.run();
            return;
        }
        channels[index] = null;
        channel.close(closed);
    }
}
