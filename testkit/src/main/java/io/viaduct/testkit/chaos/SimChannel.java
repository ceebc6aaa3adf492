package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Timer;
import io.viaduct.testkit.chaos.Moods.Mood;

import java.util.LinkedHashSet;
import java.util.Set;

/** One reactor's way to a simulated disk. */
final class SimChannel implements BdevChannel {
    private final SimDisk disk;
    private final ChannelContext context;
    private final Set<Timer> timers = new LinkedHashSet<>();
    private int inFlight;
    private boolean owes;
    private boolean closed;

    SimChannel(SimDisk disk, ChannelContext context) {
        this.disk = disk;
        this.context = context;
    }

    @Override
    public int submit(BdevIo io) {
        assert !closed : "submitted to a closed channel";
        Moods moods = disk.moods();
        Mood mood = moods.of(disk.name());
        switch (mood) {
            case THROWING -> {
                if (moods.chance(3)) {
                    throw new IllegalStateException("in a throwing mood");
                }
            }
            case BUSY -> {
                if (moods.chance(2)) {
                    return busy(moods);
                }
            }
            case STALLED -> {
                inFlight++;
                moods.stall(disk.name(), () -> tell(() -> later(io, 0)));
                return PENDING;
            }
            case WELL, SLOW -> {}
        }
        if (mood == Mood.SLOW || moods.chance(2)) {
            inFlight++;
            later(io, moods.nanos(mood));
            return PENDING;
        }
        work(io);
        io.status(0);
        return DONE;
    }

    private void tell(Runnable message) {
        if (!context.reactor().send(context.owner(), message)) {
            throw new IllegalStateException("the reactor takes no messages");
        }
    }

    private int busy(Moods moods) {
        if (!owes) {
            owes = true;
            after(
                    moods.nanos(Mood.BUSY),
                    () -> {
                        owes = false;
                        context.ready();
                    });
        }
        return BUSY;
    }

    private void later(BdevIo io, long nanos) {
        after(
                nanos,
                () -> {
                    inFlight--;
                    work(io);
                    io.complete(0);
                });
    }

    private void after(long nanos, Runnable task) {
        Timer[] timer = new Timer[1];
        timer[0] =
                context.reactor()
                        .timer(
                                context.owner(),
                                () -> {
                                    timers.remove(timer[0]);
                                    timer[0].close();
                                    task.run();
                                });
        timers.add(timer[0]);
        timer[0].arm(nanos);
    }

    private void work(BdevIo io) {
        long size = disk.geometry().blockSize();
        long address = disk.region().address() + io.lba() * size;
        long bytes = io.count() * size;
        switch (io.op()) {
            case READ -> read(io, address, bytes);
            case WRITE -> io.data().copyTo(0, address, bytes);
            case WRITE_ZEROES, UNMAP -> Native.zero(address, bytes);
            case FLUSH, RESET -> {}
            case COMPARE, COMPARE_AND_WRITE, COPY, VERIFY, WRITE_UNCORRECTABLE ->
                    throw new AssertionError(io.op());
        }
    }

    private void read(BdevIo io, long address, long bytes) {
        SegmentList into = io.lendInto();
        if (into == null) {
            io.data().copyFrom(0, address, bytes);
        } else {
            into.add(address, bytes);
            disk.region().lease(context.reactor());
            io.lent();
        }
    }

    @Override
    public void release(BdevIo io) {
        disk.region().unlease(context.reactor());
    }

    @Override
    public void close() {
        assert !closed && inFlight == 0 : "closed with I/O under way, or twice";
        closed = true;
        timers.forEach(Timer::close);
    }
}
