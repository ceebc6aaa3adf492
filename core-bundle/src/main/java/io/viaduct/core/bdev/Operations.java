package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Sets of operations as bits, and which of them the core does in a device's stead. */
final class Operations {
    /** What changes the device's content. */
    static final int MODIFYING =
            bit(BdevOp.WRITE)
                    | bit(BdevOp.UNMAP)
                    | bit(BdevOp.WRITE_ZEROES)
                    | bit(BdevOp.COMPARE_AND_WRITE)
                    | bit(BdevOp.COPY)
                    | bit(BdevOp.WRITE_UNCORRECTABLE);

    /** What names no range of blocks. */
    static final int WHOLE = bit(BdevOp.FLUSH) | bit(BdevOp.RESET);

    /** What moves data between memory and the device. */
    static final int MOVING =
            bit(BdevOp.READ)
                    | bit(BdevOp.WRITE)
                    | bit(BdevOp.COMPARE)
                    | bit(BdevOp.COMPARE_AND_WRITE);

    private Operations() {}

    /** The bit of one operation. */
    static int bit(BdevOp op) {
        return 1 << op.ordinal();
    }

    /** The bits of a device's own operations. */
    static int own(Bdev bdev) {
        int bits = 0;
        for (BdevOp op : bdev.operations()) {
            bits |= bit(op);
        }
        return bits;
    }

    /** The bits of what the core adds to {@code own} for a device of this shape. */
    static int emulated(int own, Geometry geometry) {
        int bits = 0;
        boolean writes = (own & bit(BdevOp.WRITE)) != 0;
        boolean whole = geometry.metadataSize() == 0 || geometry.metadataInterleaved();
        if (writes && geometry.metadataSize() == 0) {
            bits |= bit(BdevOp.WRITE_ZEROES);
        }
        if (whole) {
            bits |= bit(BdevOp.COMPARE) | bit(BdevOp.VERIFY);
            bits |= writes ? bit(BdevOp.COPY) | bit(BdevOp.COMPARE_AND_WRITE) : 0;
        }
        if (!geometry.volatileWriteCache()) {
            bits |= bit(BdevOp.FLUSH);
        }
        return bits & ~own;
    }

    /** What a user may submit to a device with these operations and this shape. */
    static Set<BdevOp> of(int own, Geometry geometry) {
        int bits = own | emulated(own, geometry);
        Set<BdevOp> all = EnumSet.noneOf(BdevOp.class);
        for (BdevOp op : BdevOp.values()) {
            if ((bits & bit(op)) != 0) {
                all.add(op);
            }
        }
        return Collections.unmodifiableSet(all);
    }
}
