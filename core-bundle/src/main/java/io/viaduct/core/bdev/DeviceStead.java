package io.viaduct.core.bdev;

import io.viaduct.api.memory.Region;

/**
 * What one reactor has for doing in a device's stead what that lacks.
 *
 * @param zeroes nothing but zeroes, {@link ZeroWrite#REGION_BYTES} of them
 * @param pieces memory for comparing, copying and verifying
 * @param atomic memory for comparing before an atomic write, which waits for nothing else then
 */
record DeviceStead(Region zeroes, PiecePool pieces, PiecePool atomic) {
    /**
     * Pieces of one reactor: as many operations at a time, each of another device, with one read or
     * write out.
     */
    static final int PIECES = 16;

    /** Atomic writes of one reactor that may compare at a time, each of another device. */
    static final int ATOMIC_PIECES = 8;

    /** Bytes of pieces that a reactor has. */
    static final long BYTES = (long) (PIECES + ATOMIC_PIECES) * PiecePool.PIECE_BYTES;

    /** The share of one reactor in a region of pieces. */
    static DeviceStead of(Region zeroes, Region memory, int reactor) {
        long base = memory.address() + reactor * BYTES;
        long atomic = base + (long) PIECES * PiecePool.PIECE_BYTES;
        return new DeviceStead(
                zeroes, new PiecePool(base, PIECES), new PiecePool(atomic, ATOMIC_PIECES));
    }
}
