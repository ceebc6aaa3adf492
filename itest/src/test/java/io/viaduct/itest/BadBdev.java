package io.viaduct.itest;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.testkit.RamBdev;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** A RAM disk that one day blocks its thread for ever, or throws each time. */
final class BadBdev implements Bdev {
    /** What it does to the next I/O. */
    enum Mood {
        GOOD,
        BLOCKS,
        THROWS
    }

    private final RamBdev disk;
    private final UUID uuid;
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Mood mood = Mood.GOOD;

    BadBdev(RamBdev disk, UUID uuid) {
        this.disk = disk;
        this.uuid = uuid;
    }

    void mood(Mood next) {
        mood = next;
    }

    /** Ends what blocks. */
    void relent() {
        mood = Mood.GOOD;
        never.countDown();
    }

    @Override
    public String name() {
        return disk.name();
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public String productName() {
        return "Bad disk";
    }

    @Override
    public Geometry geometry() {
        return disk.geometry();
    }

    @Override
    public Set<BdevOp> operations() {
        return disk.operations();
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        BdevChannel channel = disk.open(context);
        return new BdevChannel() {
            @Override
            public int submit(BdevIo io) {
                misbehave();
                return channel.submit(io);
            }

            @Override
            public void close() {
                channel.close();
            }
        };
    }

    private void misbehave() {
        switch (mood) {
            case GOOD -> {}
            case BLOCKS -> block();
            case THROWS -> throw new IllegalStateException("it is one of those days");
        }
    }

    private void block() {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("it was told to give up", e);
        }
    }
}
