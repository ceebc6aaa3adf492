package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A device over an open file. */
final class FileBdev implements Bdev {
    private final DiskKind kind;
    private final String name;
    private final UUID uuid;
    private final DiskOptions options;
    private final OpenFile file;
    private final Set<BdevOp> operations;
    private final AtomicInteger syncFailures = new AtomicInteger();
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile Geometry geometry;
    private volatile Runnable whenGone = () -> {};

    FileBdev(
            DiskKind kind,
            String name,
            UUID uuid,
            DiskOptions options,
            OpenFile file,
            Geometry geometry) {
        this.kind = kind;
        this.name = name;
        this.uuid = uuid;
        this.options = options;
        this.file = file;
        this.geometry = geometry;
        operations = Collections.unmodifiableSet(operations(options));
    }

    private static Set<BdevOp> operations(DiskOptions options) {
        Set<BdevOp> all = EnumSet.of(BdevOp.READ, BdevOp.FLUSH, BdevOp.RESET);
        if (!options.readOnly()) {
            all.add(BdevOp.WRITE);
            if (options.fallocate()) {
                all.add(BdevOp.UNMAP);
                all.add(BdevOp.WRITE_ZEROES);
            }
        }
        return all;
    }

    /** What to do, once and on any thread, when the medium has gone. */
    void whenGone(Runnable action) {
        whenGone = action;
    }

    /** The medium has gone. Any thread. */
    void gone() {
        if (gone.compareAndSet(false, true)) {
            whenGone.run();
        }
    }

    /** Its file. */
    OpenFile file() {
        return file;
    }

    /** How often a sync has failed. The kernel tells one of those who wait; this tells the rest. */
    int syncFailures() {
        return syncFailures.get();
    }

    /** A sync has failed: whatever was to be brought to stable storage may be nowhere. */
    void syncFailed() {
        syncFailures.incrementAndGet();
    }

    void geometry(Geometry next) {
        geometry = next;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public String productName() {
        return kind.product();
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public Set<BdevOp> operations() {
        return operations;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new FileChannel(this, context);
    }

    @Override
    public Map<String, Object> driverSpecific() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("filename", options.filename());
        if (kind == DiskKind.AIO) {
            page.put("block_size_override", options.blockSize() > 0);
            page.put("readonly", options.readOnly());
            page.put("fallocate", options.fallocate());
            page.put("nowait", options.nowait());
        }
        return Map.of(kind.label(), page);
    }
}
