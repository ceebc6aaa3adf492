package io.viaduct.api.bdev;

import io.viaduct.api.memory.SegmentList;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One I/O on its way to a device. Pooled by whoever submits it; the device owns it from a submit
 * that answered PENDING until it completes it. Between a device and whoever submits stands the
 * core's {@link IoChannel}, which hears of a completion first. Reactor thread only.
 */
@ProviderType
public final class BdevIo {
    /** Who hears of the completion. Called on the reactor, never from inside submit. */
    @ConsumerType
    @FunctionalInterface
    public interface Completion {
        /** The device is done with {@code io}; it can be used again. */
        void completed(BdevIo io);
    }

    /** Protection flag: the device adds protection information to a write, removes it of a read. */
    public static final int PRACT = 1 << 3;

    /** Protection flag: the guard is checked. */
    public static final int CHECK_GUARD = 1 << 2;

    /** Protection flag: the application tag is checked. */
    public static final int CHECK_APPLICATION = 1 << 1;

    /** Protection flag: the reference tag is checked. */
    public static final int CHECK_REFERENCE = 1;

    private final Completion completion;
    private Completion first;
    private BdevOp op;
    private long lba;
    private long count;
    private long source;
    private SegmentList data;
    private SegmentList metadata;
    private SegmentList lent;
    private boolean fua;
    private int protectionFlags;
    private int referenceTag;
    private int applicationTag;
    private int applicationMask;
    private int sourceFlags;
    private int sourceReferenceTag;
    private int sourceApplicationTag;
    private int sourceApplicationMask;
    private long deadlineNanos;
    private long submittedNanos;
    private int status;
    private boolean compared;
    private boolean pending;
    private boolean isLent;
    private BdevIo parent;
    private Object channelState;

    /** An I/O whose completions all go to {@code completion}. */
    public BdevIo(Completion completion) {
        this.completion = completion;
    }

    /**
     * Fills in a new I/O and clears what the last one left.
     *
     * @param op what to do
     * @param lba first block
     * @param count blocks, at least 1 except for FLUSH and RESET, whose range is the device
     * @param data {@code count} blocks of memory, see {@link Geometry#transferBytes}, or null where
     *     the operation moves none; for COMPARE_AND_WRITE twice that: the data to compare, then the
     *     data to write
     * @return this
     */
    public BdevIo prepare(BdevOp op, long lba, long count, SegmentList data) {
        assert !pending && !isLent : "still in use";
        this.op = op;
        this.lba = lba;
        this.count = count;
        this.data = data;
        source = 0;
        metadata = null;
        lent = null;
        fua = false;
        protectionFlags = 0;
        sourceFlags = 0;
        deadlineNanos = 0;
        submittedNanos = 0;
        status = 0;
        compared = false;
        parent = null;
        channelState = null;
        return this;
    }

    /**
     * Fills in a new I/O as another one: the same operation, range, memory and flags. What a
     * stacked device sends down, when nothing of it changes; it does not lend.
     *
     * @return this
     */
    public BdevIo prepareAs(BdevIo other) {
        prepare(other.op, other.lba, other.count, other.data);
        source = other.source;
        metadata = other.metadata;
        fua = other.fua;
        deadlineNanos = other.deadlineNanos;
        protection(
                other.protectionFlags,
                other.referenceTag,
                other.applicationTag,
                other.applicationMask);
        return sourceProtection(
                other.sourceFlags,
                other.sourceReferenceTag,
                other.sourceApplicationTag,
                other.sourceApplicationMask);
    }

    /** What to do. */
    public BdevOp op() {
        return op;
    }

    /** First block. */
    public long lba() {
        return lba;
    }

    /**
     * Moves the range, and of a COPY its source, by so many blocks: what a stacked device sends
     * down whose first block is not the first one below. FLUSH and RESET have no range to move.
     */
    public BdevIo shift(long blocks) {
        lba += blocks;
        source += blocks;
        return this;
    }

    /** Blocks. */
    public long count() {
        return count;
    }

    /** Memory of the data, or null. */
    public SegmentList data() {
        return data;
    }

    /**
     * Sets the memory of the data, of the same length: what a stacked device sends down that makes
     * other bytes of what it was given.
     */
    public BdevIo data(SegmentList segments) {
        data = segments;
        return this;
    }

    /** First block to copy from. COPY only. */
    public long source() {
        return source;
    }

    /** Sets the first block to copy from. */
    public BdevIo source(long block) {
        source = block;
        return this;
    }

    /** Memory of metadata kept apart from the data, or null. */
    public SegmentList metadata() {
        return metadata;
    }

    /** Sets the memory of metadata kept apart. */
    public BdevIo metadata(SegmentList segments) {
        metadata = segments;
        return this;
    }

    /** Whether the data is on stable storage when the I/O completes. */
    public boolean fua() {
        return fua;
    }

    /** Asks for stable storage at completion. */
    public BdevIo fua(boolean on) {
        fua = on;
        return this;
    }

    /**
     * PRINFO bits of the command: {@link #PRACT}, {@link #CHECK_GUARD}, {@link #CHECK_APPLICATION},
     * {@link #CHECK_REFERENCE}. They mean something to devices with protection information only.
     */
    public int protectionFlags() {
        return protectionFlags;
    }

    /** Sets the PRINFO bits. */
    public BdevIo protectionFlags(int bits) {
        protectionFlags = bits;
        return this;
    }

    /**
     * Sets what protection information is checked against, or made of.
     *
     * @param flags as {@link #protectionFlags}
     * @param reference reference tag of the first block; of the others too with type 3, else one
     *     more with each block
     * @param application application tag, 16 bits
     * @param mask bits of the application tag that are checked
     */
    public BdevIo protection(int flags, int reference, int application, int mask) {
        protectionFlags = flags;
        referenceTag = reference;
        applicationTag = application;
        applicationMask = mask;
        return this;
    }

    /** Reference tag of the first block. Valid where there are protection flags; as the next. */
    public int referenceTag() {
        return referenceTag;
    }

    /** Application tag, 16 bits. */
    public int applicationTag() {
        return applicationTag;
    }

    /** Bits of the application tag that are checked. */
    public int applicationMask() {
        return applicationMask;
    }

    /**
     * As {@link #protection} for what is read: the source of a COPY, the comparison of a
     * COMPARE_AND_WRITE.
     */
    public BdevIo sourceProtection(int flags, int reference, int application, int mask) {
        sourceFlags = flags;
        sourceReferenceTag = reference;
        sourceApplicationTag = application;
        sourceApplicationMask = mask;
        return this;
    }

    /** PRINFO bits of what is read. */
    public int sourceFlags() {
        return sourceFlags;
    }

    /** Reference tag of the first block that is read. */
    public int sourceReferenceTag() {
        return sourceReferenceTag;
    }

    /** Application tag of what is read. */
    public int sourceApplicationTag() {
        return sourceApplicationTag;
    }

    /** Bits of the application tag of what is read that are checked. */
    public int sourceApplicationMask() {
        return sourceApplicationMask;
    }

    /** When the I/O should have ended, on the reactor's clock; 0 for no limit. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Sets the deadline. */
    public BdevIo deadlineNanos(long nanos) {
        deadlineNanos = nanos;
        return this;
    }

    /** When it was submitted, on the reactor's clock, where that is measured; else 0. */
    public long submittedNanos() {
        return submittedNanos;
    }

    /** It is submitted now. Called by the core. */
    public void submittedNanos(long nanos) {
        submittedNanos = nanos;
    }

    /** The I/O that this one is a part of, or null. */
    public BdevIo parent() {
        return parent;
    }

    /** Makes this a part of another I/O. */
    public BdevIo parent(BdevIo of) {
        parent = of;
        return this;
    }

    /** Whatever the device keeps with the I/O while it owns it. */
    public Object channelState() {
        return channelState;
    }

    /** Keeps something with the I/O; it is dropped at completion. */
    public void channelState(Object state) {
        channelState = state;
    }

    /**
     * Lets a READ be answered with the device's own memory: {@code into} receives its segments, and
     * {@link #data} may be null when the device {@linkplain Bdev#lends lends}.
     */
    public BdevIo lendable(SegmentList into) {
        lent = into;
        return this;
    }

    /** The empty list for the device's own segments, or null where it must fill {@link #data}. */
    public SegmentList lendInto() {
        return lent;
    }

    /**
     * Whether the device has answered with its own memory, which stays valid and mapped until
     * {@link #takeBack}. Its bytes may still change when somebody writes the same blocks.
     */
    public boolean isLent() {
        return isLent;
    }

    /** The device answers with its own memory, which it has put into {@link #lendInto}. */
    public void lent() {
        assert lent != null && op == BdevOp.READ;
        isLent = true;
    }

    /** The borrower has given the memory back. Called by the core. */
    public void takeBack() {
        isLent = false;
    }

    /** NVMe status without phase bit; 0 is success. Valid when the I/O is done. */
    public int status() {
        return status;
    }

    /** Sets the status for an answer of DONE. */
    public void status(int nvmeStatus) {
        status = nvmeStatus;
    }

    /**
     * Of a COMPARE_AND_WRITE that is done: whether the comparison has succeeded, so that the status
     * is that of the write.
     */
    public boolean compared() {
        return compared;
    }

    /** The comparison of a COMPARE_AND_WRITE has succeeded. */
    public void compared(boolean equal) {
        compared = equal;
    }

    /**
     * The device, or the line before it, has the I/O. Called by the core.
     *
     * @param hears who is told of the completion first, and then calls {@link #deliver}
     */
    public void kept(Completion hears) {
        first = hears;
        pending = true;
    }

    /** Whether the device has the I/O. */
    public boolean isPending() {
        return pending;
    }

    /**
     * Ends an I/O that was PENDING. Exactly once, on its reactor, not from inside submit.
     *
     * @param nvmeStatus status without phase bit, 0 for success
     * @throws IllegalStateException when it is not pending: completed twice, or from inside submit
     */
    public void complete(int nvmeStatus) {
        if (!pending) {
            throw new IllegalStateException("completed twice, or from inside submit: " + op);
        }
        pending = false;
        status = nvmeStatus;
        channelState = null;
        // A pooled I/O waits for its next use without a reference to the device.
        Completion hears = first;
        first = null;
        hears.completed(this);
    }

    /** Tells whoever submitted the I/O that it is done. Called by the core. */
    public void deliver() {
        assert !pending : "still at the device";
        completion.completed(this);
    }
}
