package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A device that does as told, and fails as told. */
final class ErrorBdev extends VirtualBdev {
    /** What can be made to fail. */
    static final Set<BdevOp> OPERATIONS =
            EnumSet.of(BdevOp.READ, BdevOp.WRITE, BdevOp.UNMAP, BdevOp.FLUSH);

    private final AtomicReferenceArray<Fault> faults =
            new AtomicReferenceArray<>(BdevOp.values().length);
    private final List<ErrorChannel> channels = new CopyOnWriteArrayList<>();

    ErrorBdev(String name, UUID uuid, BdevDescriptor below) {
        super(name, uuid, below);
        clear();
    }

    /** From now on this happens to I/O of that kind, and nothing else. Any thread. */
    void inject(BdevOp op, Fault fault) {
        faults.set(op.ordinal(), fault);
    }

    /** Nothing happens any more; what is kept stays kept. Any thread. */
    void clear() {
        for (BdevOp op : BdevOp.values()) {
            inject(op, Fault.NONE);
        }
    }

    /** I/O that is kept goes on to the device below, and no more is kept. Any thread. */
    void resumePending() {
        for (BdevOp op : OPERATIONS) {
            if (faults.get(op.ordinal()).type() == Fault.Type.pending) {
                inject(op, Fault.NONE);
            }
        }
        channels.forEach(channel -> channel.onReactor(channel::resume));
    }

    /** I/O that is kept ends, on all reactors. Any thread. */
    void abortPending() {
        channels.forEach(channel -> channel.onReactor(channel::abortAll));
    }

    /** What happens to I/O of that kind. Reactor thread. */
    Fault fault(BdevOp op) {
        return faults.getPlain(op.ordinal());
    }

    /** I/O that waits for a word from people would keep the device from going. */
    @Override
    void leaving() {
        clear();
        abortPending();
    }

    @Override
    public String productName() {
        return "Error Injection Disk";
    }

    @Override
    public Map<String, Object> driverSpecific() {
        return Map.of("error_disk", Map.of("base_bdev", base().name()));
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        ErrorChannel channel =
                new ErrorChannel(
                        this, below().channel(context.reactor()), context, channels::remove);
        channels.add(channel);
        return channel;
    }
}
