package io.viaduct.testkit.host;

/**
 * How a command ended.
 *
 * @param status status field without phase bit; 0 is success
 * @param dw0 command specific result
 * @param dw1 its upper half
 * @param sqhd submission queue head
 * @param data what came from the controller
 */
public record HostResponse(int status, int dw0, int dw1, int sqhd, byte[] data) {
    private static final int CODE_MASK = 0x7FF;

    /** Status code type and code: {@code sct << 8 | sc}. */
    public int code() {
        return status & CODE_MASK;
    }

    /** Whether the host need not try again. */
    public boolean doNotRetry() {
        return (status & 0x4000) != 0;
    }

    /** A little-endian 16-bit field of the data. */
    public int u16(int offset) {
        return u8(offset) | u8(offset + 1) << 8;
    }

    /** A little-endian 32-bit field of the data. */
    public int i32(int offset) {
        return u16(offset) | u16(offset + 2) << 16;
    }

    /** A little-endian 64-bit field of the data. */
    public long i64(int offset) {
        return Integer.toUnsignedLong(i32(offset)) | (long) i32(offset + 4) << 32;
    }

    /** A byte of the data. */
    public int u8(int offset) {
        return data[offset] & 0xFF;
    }

    /** A padded or terminated string of the data. */
    public String text(int offset, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = offset; i < offset + length && data[i] != 0; i++) {
            text.append((char) data[i]);
        }
        return text.toString().stripTrailing();
    }
}
