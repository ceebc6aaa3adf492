package io.viaduct.transport.tcp;

import java.nio.ByteBuffer;

/**
 * How far a PDU has come of which the header is complete and the data is not.
 *
 * @param step what comes next
 * @param discarded whether the data is of no use
 * @param padding bytes of padding that are to come
 * @param remaining bytes of data that are to come
 * @param start where in the command's data the PDU's begins; 0 where it is discarded
 * @param placed bytes of it that are there; 0 where it is discarded
 * @param digestLength bytes of the data digest that have come
 * @param digest those bytes, as they lie in memory; what follows them means nothing
 */
record ArrivingData(
        Step step,
        boolean discarded,
        long padding,
        long remaining,
        long start,
        long placed,
        int digestLength,
        int digest) {
    /** What is expected of the PDU. */
    enum Step {
        PADDING,
        DATA,
        DIGEST
    }

    static final int LENGTH = 1 + 1 + 8 + 8 + 8 + 8 + 1 + 4;

    void put(ByteBuffer out) {
        out.put((byte) step.ordinal()).put((byte) (discarded ? 1 : 0));
        out.putLong(padding).putLong(remaining).putLong(start).putLong(placed);
        out.put((byte) digestLength).putInt(digest);
    }

    /** Reads what {@link #put} wrote; null where it is something else. */
    static ArrivingData get(ByteBuffer in) {
        int step = in.get();
        int discarded = in.get();
        long padding = in.getLong();
        long remaining = in.getLong();
        long start = in.getLong();
        long placed = in.getLong();
        int digestLength = in.get();
        int digest = in.getInt();
        if (step < 0 || step >= Step.values().length || (discarded & ~1) != 0) {
            return null;
        }
        return new ArrivingData(
                Step.values()[step],
                discarded != 0,
                padding,
                remaining,
                start,
                placed,
                digestLength,
                digest);
    }

    /**
     * Whether a PDU can be like this.
     *
     * @param paddingMax bytes of padding between its header and its data
     * @param length bytes of its data
     * @param room bytes of the command's data
     * @param digests whether a data digest follows
     */
    boolean isPossible(long paddingMax, long length, long room, boolean digests) {
        boolean stepFits =
                switch (step) {
                    case PADDING -> padding > 0 && padding <= paddingMax && remaining == length;
                    case DATA -> padding == 0 && remaining > 0 && remaining <= length;
                    case DIGEST -> padding == 0 && remaining == 0 && digests;
                };
        boolean digestFits =
                step == Step.DIGEST
                        ? digestLength >= 0 && digestLength < Integer.BYTES
                        : digestLength == 0;
        boolean placeFits =
                discarded
                        ? start == 0 && placed == 0
                        : start >= 0 && placed == length - remaining && start <= room - length;
        return length > 0 && stepFits && digestFits && placeFits;
    }
}
