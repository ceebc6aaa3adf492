package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.IoChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.Random;

/** A device in its bed, opened before each test and given back after it. */
abstract class BdevFixture {
    /** Blocks of the device under test, unless a test wants another: 1 MiB of the smallest. */
    protected static final int BLOCK_SIZE = 512;

    protected static final long BLOCKS = 2048;

    /** A user that only watches its device go. */
    static final BdevEvents NO_EVENTS = (gone, cause) -> {};

    private TestBed bed;
    private Bdev bdev;
    private BdevRegistration registration;
    private BdevDescriptor descriptor;
    private IoChannel channel;

    /**
     * Makes a device of this shape; whether it is registered already is up to the module. What it
     * needs besides is undone in {@link #discard}.
     */
    protected abstract Bdev create(TestBed bed, int blockSize, long blocks) throws Exception;

    /** Two reactors; a module that works on descriptors wants such as have a kernel. */
    protected TestBed makeBed() {
        return new TestBed(2);
    }

    /** Where a device that {@link #create} has not registered is registered. */
    protected BdevRegistry registry(TestBed bed) {
        return bed.registry();
    }

    /** Undoes what {@link #create} has made, apart from a registration that the contract made. */
    protected void discard(TestBed bed, Bdev made) throws Exception {}

    /** Whether a read returns what was written; otherwise it returns zeroes. */
    protected boolean keepsData() {
        return true;
    }

    /** Turned by the contract; two reactors. */
    protected final TestBed bed() {
        return bed;
    }

    /** The device under test. */
    protected final Bdev bdev() {
        return bdev;
    }

    /** A channel of it on reactor 0. */
    protected final IoChannel channel() {
        return channel;
    }

    /** Its descriptor, open for writing. */
    protected final BdevDescriptor descriptor() {
        return descriptor;
    }

    @BeforeEach
    final void open() throws Exception {
        bed = makeBed();
        use(BLOCK_SIZE, BLOCKS);
    }

    void use(int blockSize, long blocks) throws Exception {
        bdev = create(bed, blockSize, blocks);
        if (bed.registry().find(bdev.name()) == null) {
            registration = registry(bed).register(bdev);
        }
        openAgain();
    }

    /** Opens the device, after its use has been ended. */
    protected final void openAgain() throws Exception {
        descriptor = bed.registry().open(bdev.name(), true, NO_EVENTS);
        channel = descriptor.channel(bed.reactor());
    }

    @AfterEach
    final void giveEverythingBack() throws Exception {
        release();
        bed.close();
    }

    void release() throws Exception {
        bed.get(descriptor.retire());
        if (registration != null) {
            bed.get(registration.depart(Departure.DELETED));
            registration = null;
        }
        discard(bed, bdev);
        bed.run();
        assertEquals(0, bed.memory().leases(), "leases that are not back");
        bed.reactors().stepped().forEach(r -> assertEquals(0, r.buffersInUse(), "buffers"));
    }

    /** Bytes of that many blocks, others for each seed. */
    protected static byte[] pattern(long seed, int blocks) {
        byte[] content = new byte[blocks * BLOCK_SIZE];
        new Random(seed).nextBytes(content);
        return content;
    }

    byte[] kept(byte[] written) {
        return keepsData() ? written : new byte[written.length];
    }

    /** Writes whole blocks through {@link #channel}. */
    protected final void write(long lba, byte[] content) {
        Scatter data = Scatter.of(content);
        long blocks = content.length / bdev.geometry().blockSize();
        assertEquals(0, bed.perform(channel, BdevOp.WRITE, lba, blocks, data));
    }

    /** Reads blocks through {@link #channel}. */
    protected final byte[] read(long lba, int blocks) {
        Scatter in = new Scatter(blocks * bdev.geometry().blockSize());
        assertEquals(0, bed.perform(channel, BdevOp.READ, lba, blocks, in));
        return in.get();
    }
}
