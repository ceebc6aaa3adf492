package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Native;

import java.lang.foreign.Arena;
import java.util.HexFormat;

/** Hexadecimal text to native memory and back. */
public final class Bytes {
    private Bytes() {}

    /** Memory of the global arena with these bytes; blanks are skipped. */
    public static long of(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        long address = memory(Math.max(1, bytes.length));
        put(address, bytes);
        return address;
    }

    /** Zeroed memory of the global arena, 8-byte aligned. */
    public static long memory(long length) {
        return Arena.global().allocate(length, 8).address();
    }

    public static void put(long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            Native.putU8(address + i, bytes[i]);
        }
    }

    public static byte[] get(long address, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) Native.u8(address + i);
        }
        return bytes;
    }

    public static String hex(long address, int length) {
        return HexFormat.of().formatHex(get(address, length));
    }
}
