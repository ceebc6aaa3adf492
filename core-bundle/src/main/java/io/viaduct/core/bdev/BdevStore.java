package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.dto.BdevDTO;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * All block devices of the process: registers them, opens them, and sees them off. Control strand,
 * except where a method says otherwise.
 *
 * <p>A device goes in three steps: its users are told and give it up; each user's channels are
 * closed on every reactor once nothing is under way there; then every reference to it is dropped.
 */
public final class BdevStore {
    private static final Logger LOG = System.getLogger(BdevStore.class.getName());
    private static final String ZEROES = "io.viaduct.core/zeroes";
    private static final String PIECES = "io.viaduct.core/pieces";

    private final Reactors reactors;
    private final ControlThread strand;
    private final List<DeviceStead> steads;
    private final BdevNames names = new BdevNames();
    private final SequencedSet<BdevEntry> entries = new LinkedHashSet<>();
    private final List<BdevListener> listeners = new CopyOnWriteArrayList<>();
    private final Examiner examiner;
    private final BdevOwners owners = new BdevOwners(this);
    private final Departures departures = new Departures(entries);
    private final SettingsPublisher settings;

    /**
     * A store without devices.
     *
     * @param strand the control strand
     * @param current whether the calling thread is the strand
     */
    public BdevStore(Reactors reactors, Memory memory, Executor strand, BooleanSupplier current) {
        this(reactors, memory, strand, current, Patience.UNTIL_DEADLINE);
    }

    /** A store without devices, whose closes wait in another way. */
    public BdevStore(
            Reactors reactors,
            Memory memory,
            Executor strand,
            BooleanSupplier current,
            Patience patience) {
        this.reactors = reactors;
        this.strand = new ControlThread(strand, current, patience);
        steads = steads(memory, reactors.all().size());
        examiner = new Examiner(this.strand);
        settings = new SettingsPublisher(reactors);
        listeners.add(examiner);
    }

    private static List<DeviceStead> steads(Memory memory, int reactors) {
        Region zeroes = region(memory, ZEROES, ZeroWrite.REGION_BYTES);
        Region pieces = region(memory, PIECES, reactors * DeviceStead.BYTES);
        return IntStream.range(0, reactors)
                .mapToObj(reactor -> DeviceStead.of(zeroes, pieces, reactor))
                .toList();
    }

    private static Region region(Memory memory, String name, long bytes) {
        try {
            Region found = memory.find(name);
            return found == null ? memory.allocate(name, bytes) : found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reactors reactors() {
        return reactors;
    }

    ControlThread strand() {
        return strand;
    }

    /**
     * The registry as one bundle sees it, whose channels are inline. Any control thread, as is the
     * registry itself.
     */
    public BdevRegistry registry(Owner owner) {
        return registry(owner, Placement.INLINE);
    }

    /** As {@link #registry(Owner)}, for a bundle whose channels run where it says. */
    public BdevRegistry registry(Owner owner, Placement placement) {
        owners.add(owner, placement);
        return new OwnerRegistry(this, owner);
    }

    /**
     * Quarantines each module whose own thread has been inside one call for so long, as the calls
     * of this show.
     *
     * @return whether there are modules that have a thread of their own
     */
    public boolean lookForStalls(long stallNanos) {
        return owners.look(stallNanos);
    }

    /** Asks quarantined modules that are stuck in something to give up. */
    public void interruptStuck() {
        owners.interruptStuck();
    }

    /**
     * Whether a module keeps I/O, and its memory, that it is not trusted to give back. Any thread.
     */
    public boolean isStuck() {
        return owners.isStuck();
    }

    BdevOwners owners() {
        return owners;
    }

    /** All devices, those that go among them, in the order of registration. */
    Collection<BdevEntry> entries() {
        return entries;
    }

    /** I/O in each of these devices and in line before it. */
    CompletionStage<long[]> inFlight(List<BdevEntry> devices) {
        return reactors.ask(
                        OwnerTable.BASE,
                        reactor -> devices.stream().mapToLong(e -> e.inFlight(reactor)).toArray())
                .thenApply(BdevStore::sum);
    }

    /** I/O that waits for devices that are busy, by reactor. */
    public CompletableFuture<List<Long>> parked() {
        List<BdevEntry> devices = List.copyOf(entries);
        return reactors.ask(
                OwnerTable.BASE,
                reactor -> devices.stream().mapToLong(one -> one.parked(reactor)).sum());
    }

    private static long[] sum(List<long[]> rows) {
        long[] sum = new long[rows.getFirst().length];
        for (long[] row : rows) {
            Arrays.setAll(sum, i -> sum[i] + row[i]);
        }
        return sum;
    }

    /** Adds a listener, which is not told of the devices that are there. */
    public void add(BdevListener listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void remove(BdevListener listener) {
        listeners.remove(listener);
    }

    /** Lets a module examine the devices there are and those that come. */
    public void add(BdevModule module) {
        examiner.add(module, bdevs());
    }

    /** No longer waits for anything that the module examines. */
    public void remove(BdevModule module) {
        examiner.remove(module);
    }

    /** Completes when no module is examining a device. */
    public CompletableFuture<Void> examined() {
        return examiner.idle();
    }

    Examiner examiner() {
        return examiner;
    }

    SettingsPublisher settings() {
        return settings;
    }

    BdevRegistration register(Owner owner, Bdev bdev) throws RpcException {
        List<String> all = BdevNames.of(bdev);
        names.check(all);
        BdevOwner module = owners.bringing(owner);
        BdevEntry entry = new BdevEntry(bdev, module, all, reactors.all(), steads);
        names.put(entry);
        entries.add(entry);
        tell(listener -> listener.registered(bdev, owner));
        return new CoreRegistration(this, entry);
    }

    /** The device with this name, alias or UUID that is not going, or null. */
    public Bdev find(String name) {
        BdevEntry entry = entry(name);
        return entry == null ? null : entry.bdev();
    }

    BdevEntry entry(String name) {
        BdevEntry entry = names.get(name);
        return entry == null || entry.cause() != null ? null : entry;
    }

    /** As {@link #entry}, for a management method: it is refused where there is none. */
    BdevEntry named(String name) throws RpcException {
        BdevEntry entry = entry(name);
        if (entry == null) {
            throw Errno.ENODEV.refusal("there is no block device " + name);
        }
        return entry;
    }

    /** All devices that are not going, in the order of registration. */
    public Collection<Bdev> bdevs() {
        return entries.stream().filter(e -> e.cause() == null).map(BdevEntry::bdev).toList();
    }

    /** All devices as management shows them. */
    List<BdevDTO> pages() {
        return entries.stream().filter(e -> e.cause() == null).map(BdevPage::of).toList();
    }

    /** One device as management shows it, or null. */
    BdevDTO page(String name) {
        BdevEntry entry = entry(name);
        return entry == null ? null : BdevPage.of(entry);
    }

    BdevDescriptor open(Owner user, String name, boolean write, BdevEvents events)
            throws RpcException {
        owners.checkMayOpen(user);
        BdevEntry entry = entry(name);
        if (entry == null) {
            throw Errno.ENODEV.refusal();
        }
        if (write && entry.claim() != null) {
            throw Errno.EPERM.refusal(name + " is claimed by " + entry.claim().by());
        }
        CoreDescriptor descriptor = new CoreDescriptor(this, entry, user, write, events);
        entry.descriptors().add(descriptor);
        return descriptor;
    }

    void claim(CoreDescriptor holder, String by) throws RpcException {
        BdevEntry entry = holder.entry();
        if (entry.claim() != null) {
            throw Errno.EPERM.refusal("it is claimed by " + entry.claim().by());
        }
        if (entry.descriptors().stream().anyMatch(d -> d != holder && d.writable())) {
            throw Errno.EPERM.refusal("it is open for writing elsewhere");
        }
        entry.claim(new BdevEntry.Claim(holder, by));
    }

    /** Who has claimed a device, in the claimer's words, or null. */
    public String claimedBy(String name) {
        BdevEntry entry = entry(name);
        return entry == null || entry.claim() == null ? null : entry.claim().by();
    }

    /**
     * What a device has done since it was registered, summed over the reactors; null without it.
     */
    public CompletionStage<IoCounters> counters(String name) {
        BdevEntry entry = entry(name);
        if (entry == null) {
            return CompletableFuture.completedStage(null);
        }
        return reactors.ask(entry.owner(), entry::counters)
                .thenApply(all -> all.stream().reduce(new IoCounters(), IoCounters::add));
    }

    /** The bundle whose device has this name, alias or UUID, also while it goes; for people. */
    public String moduleOf(String name) {
        BdevEntry entry = names.get(name);
        return entry == null ? "nobody" : entry.owner().name();
    }

    void resized(BdevEntry entry) {
        if (entry.cause() != null) {
            // Nobody looks at it any more.
            return;
        }
        entry.measure();
        CompletableFuture<Void> seen =
                reactors.onEach(
                        entry.owner(),
                        (reactor, done) -> {
                            entry.reshape(reactor);
                            done.run();
                        });
        seen.thenRunAsync(() -> tellResized(entry), strand)
                .exceptionally(e -> failed("resize of " + entry.bdev().name(), e));
    }

    private void tellResized(BdevEntry entry) {
        for (CoreDescriptor user : List.copyOf(entry.descriptors())) {
            if (!user.retiring()) {
                try {
                    user.events().resized(entry.bdev());
                } catch (RuntimeException e) {
                    failed("resize of " + entry.bdev().name() + " at " + user.user().name(), e);
                }
            }
        }
    }

    /** Begins the departure, unless it has begun; {@link BdevEntry#gone} tells of its end. */
    void depart(BdevEntry entry, Departure cause) {
        if (entry.cause() == null) {
            entry.leave(cause);
            settings.leaves(entry);
            tell(listener -> listener.departing(entry.bdev(), entry.owner(), cause));
            List.copyOf(entry.descriptors()).forEach(user -> tellRemoved(user, cause));
            dropIfUnused(entry);
        }
    }

    private void tellRemoved(CoreDescriptor user, Departure cause) {
        if (user.retiring()) {
            return;
        }
        try {
            user.events().removed(user.bdev(), cause);
        } catch (RuntimeException e) {
            failed("removal of " + user.bdev().name() + " at " + user.user().name(), e);
            user.beginRetiring();
        }
    }

    Void failedToRetire(Throwable fault) {
        return failed("the end of a device's use", fault);
    }

    /** A user's channels are closed. */
    void ended(CoreDescriptor user) {
        BdevEntry entry = user.entry();
        if (entry.descriptors().remove(user)) {
            if (entry.claim() != null && entry.claim().holder() == user) {
                entry.claim(null);
                if (entry.cause() == null) {
                    tell(listener -> listener.unclaimed(entry.bdev()));
                }
            }
            dropIfUnused(entry);
        }
    }

    private void dropIfUnused(BdevEntry entry) {
        if (entry.cause() == null || !entry.descriptors().isEmpty() || !entries.remove(entry)) {
            return;
        }
        names.remove(entry);
        tell(listener -> listener.departed(entry.bdev(), entry.cause()));
        entry.gone().complete(null);
    }

    /**
     * A bundle leaves: all its devices depart, the newest first, then what it has open is ended.
     * The stage completes on the strand when that is done.
     */
    public CompletionStage<Void> leave(Owner owner) {
        owners.leaving(owner);
        List<Bdev> claimed =
                entries.stream()
                        .filter(one -> one.isClaimedBy(owner))
                        .map(BdevEntry::bdev)
                        .toList();
        List<CompletableFuture<Void>> going = new ArrayList<>();
        for (BdevEntry entry : List.copyOf(entries).reversed()) {
            if (entry.owner().equals(owner)) {
                depart(entry, Departure.MODULE_LEAVING);
                going.add(entry.gone());
            }
        }
        settings.hurry(entries, owner);
        return all(going)
                .thenComposeAsync(none -> retireAll(owner), strand)
                .thenRunAsync(
                        () -> {
                            owners.left(owner);
                            // A newer instance may have been refused what this one had.
                            claimed.stream().filter(bdevs()::contains).forEach(examiner::look);
                        },
                        strand);
    }

    /** A module is not used any more: what it has brought departs, as if it had left. */
    void quarantined(BdevOwner module) {
        List<Bdev> devices = devicesOf(module);
        of(module).reversed().forEach(entry -> depart(entry, Departure.MODULE_LEAVING));
        tell(listener -> listener.quarantined(module.owner(), devices, BdevOwners.told(module)));
    }

    /** The devices of a module that have not gone. */
    List<Bdev> devicesOf(BdevOwner module) {
        return of(module).stream().map(BdevEntry::bdev).toList();
    }

    private List<BdevEntry> of(BdevOwner module) {
        return entries.stream().filter(entry -> entry.module() == module).toList();
    }

    private CompletableFuture<Void> retireAll(Owner owner) {
        List<CompletableFuture<Void>> retiring = new ArrayList<>();
        for (BdevEntry entry : entries) {
            for (CoreDescriptor user : entry.descriptors()) {
                if (user.user().equals(owner)) {
                    user.beginRetiring();
                    retiring.add(user.retired());
                }
            }
        }
        return all(retiring);
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }

    /** How often the drain deadline was missed. Any thread. */
    public long overdue() {
        return departures.overdue();
    }

    /** The drain deadline of an owner is over: nobody waits for its devices any more. */
    public void overdue(Owner owner) {
        departures.overdue(owner);
    }

    Departures departures() {
        return departures;
    }

    private void tell(Consumer<BdevListener> event) {
        for (BdevListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                failed("a listener", e);
            }
        }
    }

    private static Void failed(String what, Throwable fault) {
        LOG.log(Level.ERROR, what + " failed", fault);
        return null;
    }
}
