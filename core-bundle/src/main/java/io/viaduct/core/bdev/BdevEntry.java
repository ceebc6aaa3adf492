package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One registered device: its names, its users and, per reactor, its channel. Control strand, but
 * for what a method says of reactors.
 */
final class BdevEntry {
    private final Bdev bdev;
    private final BdevOwner module;
    private final List<String> names;
    private final UUID uuid;
    private final int own;
    private final boolean lends;
    private final Set<BdevOp> operations;
    private final List<DeviceStead> steads;
    private final List<RangeGuard> guards;
    private final Set<CoreDescriptor> descriptors = new LinkedHashSet<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    // One element a reactor, each touched by that reactor's thread alone.
    private final DeviceChannel[] channels;
    private final IoCounters[] counters;
    private final DeviceSettings settings;
    private Claim claim;
    private volatile Geometry geometry;
    private volatile Departure cause;
    private boolean overdue;

    /** Who alone may write the device, and in whose words. */
    record Claim(CoreDescriptor holder, String by) {}

    BdevEntry(
            Bdev bdev,
            BdevOwner module,
            List<String> names,
            List<Reactor> all,
            List<DeviceStead> steads) {
        this.bdev = bdev;
        this.module = module;
        this.names = names;
        this.steads = steads;
        guards = RangeGuard.of(all);
        int reactors = all.size();
        uuid = bdev.uuid();
        own = Operations.own(bdev);
        lends = bdev.lends() && !module.isIsolated();
        geometry = bdev.geometry();
        operations = Operations.of(own, geometry);
        settings = new DeviceSettings(this, reactors);
        channels = new DeviceChannel[reactors];
        counters = new IoCounters[reactors];
        for (int i = 0; i < reactors; i++) {
            counters[i] = new IoCounters();
        }
    }

    Bdev bdev() {
        return bdev;
    }

    Owner owner() {
        return module.owner();
    }

    /** Who has brought it. Any thread. */
    BdevOwner module() {
        return module;
    }

    /** Its name, without asking it. Any thread. */
    String name() {
        return names.getFirst();
    }

    /** Its identity, without asking it. Any thread. */
    UUID uuid() {
        return uuid;
    }

    /** Name, UUID, aliases: all under which it is found. */
    List<String> names() {
        return names;
    }

    /** What users may submit. Any thread. */
    Set<BdevOp> operations() {
        return operations;
    }

    /** Bits of what the device does by itself. Any thread. */
    int own() {
        return own;
    }

    /** Whether the device may answer reads with its own memory. Any thread. */
    boolean lends() {
        return lends;
    }

    /** The shape that the reactors go by. Any thread. */
    Geometry geometry() {
        return geometry;
    }

    /** Asks the device for its shape again. */
    void measure() {
        geometry = bdev.geometry();
    }

    Set<CoreDescriptor> descriptors() {
        return descriptors;
    }

    /** Whether it is an owner's claim. */
    boolean isClaimedBy(Owner owner) {
        return claim != null && claim.holder().user().equals(owner);
    }

    /** Whether an owner has it open. */
    boolean isUsedBy(Owner owner) {
        return descriptors.stream().anyMatch(one -> one.user().equals(owner));
    }

    /** Completes when the device is gone. Any thread. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Completes when the channels of all users are closed whose end has begun. */
    CompletableFuture<Void> draining() {
        return CompletableFuture.allOf(
                descriptors.stream()
                        .filter(CoreDescriptor::retiring)
                        .map(CoreDescriptor::drained)
                        .toArray(CompletableFuture[]::new));
    }

    /** Sees off those users whose channels are closed. */
    void finishDrained() {
        for (CoreDescriptor user : List.copyOf(descriptors)) {
            if (user.retiring() && user.drained().isDone()) {
                user.finishRetiring();
            }
        }
    }

    Claim claim() {
        return claim;
    }

    void claim(Claim by) {
        claim = by;
    }

    /** What an administrator has set. Any thread. */
    DeviceSettings settings() {
        return settings;
    }

    /** Why it goes, or null while it stays. Any thread. */
    Departure cause() {
        return cause;
    }

    /** Whether nobody waits for its end any more. */
    boolean isOverdue() {
        return overdue;
    }

    void markOverdue() {
        overdue = true;
    }

    void leave(Departure why) {
        cause = why;
    }

    /** A new user's channel on a reactor; the device's is opened there where it is not. Reactor. */
    CoreIoChannel join(Reactor reactor, boolean writable) {
        int index = reactor.index();
        DeviceChannel channel = channels[index];
        if (channel == null || !channel.isOpen()) {
            channel = new DeviceChannel(this, reactor, counters[index], steads.get(index));
            channels[index] = channel;
        }
        return channel.join(writable);
    }

    /** What keeps changes off locked ranges on a reactor. Reactor thread. */
    RangeGuard guard(Reactor reactor) {
        return guards.get(reactor.index());
    }

    /** What a reactor has for doing in a device's stead. Any thread. */
    DeviceStead stead(Reactor reactor) {
        return steads.get(reactor.index());
    }

    /** Lets the channel on a reactor see the new shape. Reactor thread. */
    void reshape(Reactor reactor) {
        DeviceChannel channel = channels[reactor.index()];
        if (channel != null && channel.isOpen()) {
            channel.reshape(geometry);
        }
    }

    /** Lets a reactor do as is set. Reactor thread. */
    void settle(Reactor reactor) {
        settings.settle(reactor, open(reactor));
    }

    /** What waits on a reactor because of a limit does not any longer. Reactor thread. */
    void hurry(Reactor reactor) {
        DeviceChannel channel = open(reactor);
        if (channel != null) {
            channel.hurry();
        }
    }

    private DeviceChannel open(Reactor reactor) {
        DeviceChannel channel = channels[reactor.index()];
        return channel != null && channel.isOpen() ? channel : null;
    }

    /** I/O that is in the device on a reactor, or in line before it. Reactor thread. */
    int inFlight(Reactor reactor) {
        DeviceChannel channel = channels[reactor.index()];
        return channel == null ? 0 : channel.inFlight();
    }

    /** How many use the channel on a reactor. Reactor thread. */
    int users(Reactor reactor) {
        DeviceChannel channel = channels[reactor.index()];
        return channel == null ? 0 : channel.userCount();
    }

    /** I/O that waits on a reactor because the device is busy. Reactor thread. */
    int parked(Reactor reactor) {
        DeviceChannel channel = channels[reactor.index()];
        return channel == null ? 0 : channel.parked();
    }

    /** A copy of what has been counted on a reactor, which is set back then. Reactor thread. */
    IoCounters take(Reactor reactor, IoStatistics.Reset what) {
        IoCounters copy = counters(reactor);
        counters[reactor.index()].statistics().reset(what);
        return copy;
    }

    /** Bytes of a block, interleaved metadata included. */
    int blockBytes() {
        Geometry shape = geometry;
        return shape.blockSize() + (shape.metadataInterleaved() ? shape.metadataSize() : 0);
    }

    /** A copy of what has been counted on a reactor. Reactor thread. */
    IoCounters counters(Reactor reactor) {
        return new IoCounters().add(counters[reactor.index()]);
    }
}
