package io.viaduct.core.qpair;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.controller.HealthCounters;
import io.viaduct.core.memory.HoldChunks;
import io.viaduct.core.view.NamespaceView;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A namespace on one reactor: its view, its channel, its gate, and how much of the device is in use
 * here. It lives as long as the namespace keeps its device. Reactor thread.
 */
public final class NamespaceSlot {
    private static final Logger LOG = System.getLogger(NamespaceSlot.class.getName());

    private final Reactor reactor;
    private final HealthCounters counters;
    private final Gate gate;
    private final List<Runnable> whenIdle = new ArrayList<>(0);
    private NamespaceView view;
    private long blocks;
    private int blockBytes;
    private int strippedBytes;
    private int protection;
    private IoChannel channel;
    private int inUse;
    private boolean lends;
    private boolean departed;
    private HoldChunks heldMemory;

    NamespaceSlot(Reactor reactor, NamespaceView view, HealthCounters counters) {
        this.reactor = reactor;
        this.counters = counters;
        gate = new Gate(reactor);
        view(view);
    }

    /** What it has moved on this reactor. */
    public HealthCounters counters() {
        return counters;
    }

    /** What hosts see of it now. */
    public NamespaceView view() {
        return view;
    }

    /**
     * Whether a view shows this namespace: with the same device, or with another that has adopted
     * its content while media commands are held and nothing is at the old one.
     */
    boolean isSeenIn(NamespaceView next) {
        if (next.descriptor() == view.descriptor()) {
            return true;
        }
        Geometry before = view.geometry();
        Geometry after = next.geometry();
        return gate.closed()
                && inUse == 0
                && next.uuid().equals(view.uuid())
                && after.withBlockCount(before.blockCount()).equals(before)
                && after.blockCount() >= before.blockCount();
    }

    /** Whether a view shows a host something that the last one did not. */
    boolean differs(NamespaceView next) {
        return !next.geometry().equals(view.geometry())
                || !next.uuid().equals(view.uuid())
                || !Arrays.equals(next.nguid(), view.nguid())
                || !Arrays.equals(next.eui64(), view.eui64());
    }

    /** Swaps to another view of the same namespace. */
    void view(NamespaceView next) {
        assert view == null || isSeenIn(next);
        view = next;
        lends = next.descriptor().lends();
        Geometry geometry = next.geometry();
        blocks = geometry.blockCount();
        blockBytes = geometry.blockBytes();
        strippedBytes = geometry.transferBytes(BdevIo.PRACT);
        protection = geometry.protection();
    }

    /** Bytes that a block has on the wire: data, and metadata where it is interleaved. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Bytes that a block has in a transfer with these PRINFO bits. */
    public int transferBytes(int prinfo) {
        return (prinfo & BdevIo.PRACT) == 0 ? blockBytes : strippedBytes;
    }

    /** Its protection information type, 0 for none. */
    public int protection() {
        return protection;
    }

    /** Whether all of a range is on the device; both numbers are unsigned. */
    public boolean covers(long lba, long count) {
        return Long.compareUnsigned(count, blocks) <= 0
                && Long.compareUnsigned(lba, blocks - count) <= 0;
    }

    /** Whether the device may answer reads with its own memory. */
    public boolean lends() {
        return lends;
    }

    /** Whether the device does an operation by itself. */
    public boolean does(BdevOp op) {
        return view.descriptor().operations().contains(op);
    }

    Gate gate() {
        return gate;
    }

    /** Memory for what hosts send while it is held; null where there is none. */
    HoldChunks heldMemory() {
        return heldMemory;
    }

    boolean departed() {
        return departed;
    }

    /** The channel to the device, opened at the first use; null where the use has ended. */
    IoChannel channel() {
        if (channel == null) {
            channel = open();
        }
        return channel;
    }

    private IoChannel open() {
        try {
            return view.descriptor().channel(reactor);
        } catch (IllegalStateException e) {
            // The device has gone before the view without it has come.
            LOG.log(Level.WARNING, "namespace " + view.nsid() + " has lost its device", e);
            return null;
        }
    }

    /** A command goes to the device. */
    void enter() {
        inUse++;
    }

    /** A command, and what it was lent, is back. */
    void leave() {
        assert inUse > 0;
        if (--inUse == 0 && !whenIdle.isEmpty()) {
            tellIdle();
        }
    }

    int inUse() {
        return inUse;
    }

    /** Parks media commands. */
    void hold(Hold hold) {
        heldMemory = hold.memory();
        gate.close(hold.ended());
        whenIdle(hold.idle());
    }

    /** Lets media commands through again. */
    void unhold() {
        heldMemory = null;
        gate.open();
    }

    /** The namespace is gone: ends what is parked; {@code ack} runs when nothing is in use. */
    void depart(Runnable ack) {
        departed = true;
        heldMemory = null;
        gate.refuse(Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT));
        whenIdle(ack);
    }

    /** Runs a task when nothing is in use at the device, now or later. */
    void whenIdle(Runnable task) {
        if (inUse == 0) {
            release();
            task.run();
        } else {
            whenIdle.add(task);
        }
    }

    private void tellIdle() {
        List<Runnable> acks = List.copyOf(whenIdle);
        whenIdle.clear();
        release();
        acks.forEach(Runnable::run);
    }

    /** Whether nothing new goes to the device. */
    boolean closed() {
        return departed || gate.closed();
    }

    /** No reference to the device's side outlives its use: a held or departed one may be closed. */
    private void release() {
        if (closed()) {
            channel = null;
        }
    }
}
