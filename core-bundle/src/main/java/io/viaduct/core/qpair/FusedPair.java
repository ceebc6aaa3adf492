package io.viaduct.core.qpair;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Two commands of a queue pair that are executed as one, once the data of both is there. When one
 * of them ends before, so does the other. Used again and again. Reactor thread.
 */
public final class FusedPair {
    /** Pages of both halves, and one more for an offset each. */
    private static final int SEGMENTS_MAX = 64;

    private final FusedPairs pairs;
    // Holds the list's entries, which live as long as this does.
    private final MemorySegment entries;
    private final SegmentList data;
    private Fusion fusion;
    private CoreRequest first;
    private CoreRequest second;
    private boolean waits;
    private long charge;

    FusedPair(FusedPairs pairs) {
        this.pairs = pairs;
        entries = Arena.ofAuto().allocate((long) SEGMENTS_MAX * SegmentList.ENTRY_LENGTH, 8);
        data = new SegmentList(entries.address(), SEGMENTS_MAX);
    }

    /** What the buffers of one half were charged. */
    void charge(long amount) {
        charge = amount;
    }

    long charge() {
        return charge;
    }

    void begin(Fusion in, CoreRequest request) {
        fusion = in;
        first = request;
        waits = false;
        request.pair(this);
    }

    void join(CoreRequest request) {
        second = request;
        request.pair(this);
    }

    /** The command that goes first, or null when it has ended. */
    public CoreRequest first() {
        return first;
    }

    /** The command that goes second, or null when it has not come or has ended. */
    public CoreRequest second() {
        return second;
    }

    /** The data of one command is there. True when that of both is: they are executed now. */
    public boolean ready(CoreRequest request) {
        if (!waits) {
            waits = true;
            request.awaitPartner();
            return false;
        }
        other(request).partnerReady();
        return true;
    }

    private CoreRequest other(CoreRequest request) {
        return request == first ? second : first;
    }

    /** The data of the first, then that of the second; null where it is in too many pieces. */
    public SegmentList data() {
        data.clear();
        boolean fits =
                data.add(first.data(), 0, first.dataLength())
                        && data.add(second.data(), 0, second.dataLength());
        return fits ? data : null;
    }

    /** Both have been executed. */
    public void complete(int firstStatus, int secondStatus) {
        CoreRequest one = first;
        CoreRequest two = second;
        dissolve();
        one.complete(firstStatus);
        two.complete(secondStatus);
    }

    /** Ends the first command, whose second does not come. */
    void end(int status) {
        CoreRequest alone = first;
        dissolve();
        alone.endUnfused(status);
    }

    /** One of them has ended by itself; the other one, which is to end, or null. */
    CoreRequest left(CoreRequest request) {
        CoreRequest partner = other(request);
        fusion.forget(this);
        dissolve();
        return partner;
    }

    /** The namespace has gone while the first command waits for its second. */
    void leave(NamespaceSlot slot) {
        if (first.namespace() == slot && first.stage() == Stage.AWAITING_PARTNER) {
            first.abort(Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT));
        }
    }

    private void dissolve() {
        if (first != null) {
            first.pair(null);
        }
        if (second != null) {
            second.pair(null);
        }
        first = null;
        second = null;
        fusion = null;
        data.clear();
        pairs.give(this);
    }
}
