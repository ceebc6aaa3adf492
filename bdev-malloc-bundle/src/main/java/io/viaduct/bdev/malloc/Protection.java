package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.Status;

/**
 * Checks and makes the protection information of single blocks: a guard of 16 bits, an application
 * tag of 16 and a reference tag of 32, big endian. NVM Command Set Specification 1.1, End-to-end
 * Data Protection. Any thread.
 */
final class Protection {
    /** Reference tags do not count up. */
    static final int TYPE_3 = 3;

    private static final int APPLICATION_OFFSET = 2;
    private static final int REFERENCE_OFFSET = 4;

    /** What disables the checks of a block. */
    private static final int APPLICATION_ESCAPE = 0xffff;

    private static final int REFERENCE_ESCAPE = 0xffff_ffff;

    private final int type;
    private final int offset;

    /** Of blocks of this shape, which has protection information. */
    Protection(Geometry shape) {
        type = shape.protection();
        int last = shape.metadataSize() - Geometry.PROTECTION_SIZE;
        offset = shape.blockSize() + (shape.protectionFirst() ? 0 : last);
    }

    /** Where in a block it is; the guard is that of all bytes before it. */
    int offset() {
        return offset;
    }

    /** The reference tag of a block, where that of the first one is known. */
    int reference(int first, long index) {
        return type == TYPE_3 ? first : first + (int) index;
    }

    /** The status of the checks of a block. */
    int check(long block, int flags, int reference, int application, int mask) {
        long at = block + offset;
        int tag = be16(at + APPLICATION_OFFSET);
        int reads = Integer.reverseBytes(Native.i32(at + REFERENCE_OFFSET));
        boolean escaped =
                tag == APPLICATION_ESCAPE && (type != TYPE_3 || reads == REFERENCE_ESCAPE);
        if (escaped) {
            return Status.SUCCESS;
        }
        if ((flags & BdevIo.CHECK_GUARD) != 0 && T10Crc.of(block, offset) != be16(at)) {
            return Status.GUARD_CHECK_ERROR;
        }
        if ((flags & BdevIo.CHECK_APPLICATION) != 0 && ((tag ^ application) & mask) != 0) {
            return Status.APPLICATION_TAG_CHECK_ERROR;
        }
        boolean wrong =
                (flags & BdevIo.CHECK_REFERENCE) != 0 && type != TYPE_3 && reads != reference;
        return wrong ? Status.REFERENCE_TAG_CHECK_ERROR : Status.SUCCESS;
    }

    /** Makes that of a block. */
    void generate(long block, int reference, int application) {
        long at = block + offset;
        put16(at, T10Crc.of(block, offset));
        put16(at + APPLICATION_OFFSET, application);
        Native.putI32(at + REFERENCE_OFFSET, Integer.reverseBytes(reference));
    }

    /** A block has never been written, or is deallocated: nothing of it is checked. */
    void escape(long block) {
        Native.putI64(block + offset, -1);
    }

    private static int be16(long address) {
        return (Native.u8(address) << 8) | Native.u8(address + 1);
    }

    private static void put16(long address, int value) {
        Native.putU8(address, value >> 8);
        Native.putU8(address + 1, value);
    }
}
