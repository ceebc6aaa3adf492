package io.viaduct.bdev.malloc;

import io.viaduct.api.memory.Native;

/**
 * The 16-bit guard of protection information: the CRC of T10 DIF, polynomial 8BB7h, from zero, most
 * significant bit first (NVM Command Set Specification 1.1, 16b Guard Protection Information).
 * Eight bytes at a time, out of as many tables. Any thread.
 */
final class T10Crc {
    private static final int POLYNOMIAL = 0x8bb7;
    private static final int BYTE_VALUES = 256;
    private static final char[][] TABLES = tables();

    private static final char[] T0 = TABLES[0];
    private static final char[] T1 = TABLES[1];
    private static final char[] T2 = TABLES[2];
    private static final char[] T3 = TABLES[3];
    private static final char[] T4 = TABLES[4];
    private static final char[] T5 = TABLES[5];
    private static final char[] T6 = TABLES[6];
    private static final char[] T7 = TABLES[7];

    private T10Crc() {}

    /** The guard of {@code length} bytes at {@code address}. */
    static int of(long address, long length) {
        int crc = 0;
        long at = address;
        for (long end = address + (length & -Long.BYTES); at < end; at += Long.BYTES) {
            long eight = Native.i64(at);
            crc =
                    T7[((int) eight & 0xff) ^ (crc >> 8)]
                            ^ T6[((int) (eight >>> 8) & 0xff) ^ (crc & 0xff)]
                            ^ T5[(int) (eight >>> 16) & 0xff]
                            ^ T4[(int) (eight >>> 24) & 0xff]
                            ^ T3[(int) (eight >>> 32) & 0xff]
                            ^ T2[(int) (eight >>> 40) & 0xff]
                            ^ T1[(int) (eight >>> 48) & 0xff]
                            ^ T0[(int) (eight >>> 56)];
        }
        for (; at < address + length; at++) {
            crc = ((crc << 8) & 0xffff) ^ T0[(crc >> 8) ^ Native.u8(at)];
        }
        return crc;
    }

    // Table n has the CRC of each byte with n zero bytes behind it.
    private static char[][] tables() {
        char[][] tables = new char[Long.BYTES][BYTE_VALUES];
        for (int value = 0; value < BYTE_VALUES; value++) {
            int crc = value << 8;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
            tables[0][value] = (char) crc;
        }
        for (int n = 1; n < tables.length; n++) {
            for (int value = 0; value < BYTE_VALUES; value++) {
                int before = tables[n - 1][value];
                tables[n][value] = (char) ((before << 8) ^ tables[0][before >> 8]);
            }
        }
        return tables;
    }
}
