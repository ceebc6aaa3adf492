package io.viaduct.transport.tcp.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.memory.Native;
import io.viaduct.linux.Mapping;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;

class Crc32cTest {
    private static final long GIB = 1L << 30;

    @Test
    void shouldKnowTheCheckValue() throws IOException {
        byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
        try (Mapping memory = Mapping.create("check", check.length)) {
            put(memory.address(), check);
            assertEquals(0xE3069283, new Crc32c().of(memory.address(), check.length));
        }
    }

    @Test
    void shouldDigestRangesAnywhere() throws IOException {
        byte[] data = new byte[4096];
        new Random(1).nextBytes(data);
        CRC32C expected = new CRC32C();
        expected.update(data);
        Crc32c crc = new Crc32c();
        // Pages that nobody touches cost nothing; somewhere in there a gigabyte of addresses ends.
        try (Mapping memory = Mapping.create("anywhere", GIB + 2L * data.length)) {
            long boundary = (memory.address() + GIB) / GIB * GIB;
            for (long at : new long[] {boundary, boundary - 1, boundary - 4095, boundary - 4096}) {
                if (at >= memory.address()) {
                    put(at, data);
                    assertEquals((int) expected.getValue(), crc.of(at, data.length));
                }
            }
        }
    }

    private static void put(long address, byte[] data) {
        for (int i = 0; i < data.length; i++) {
            Native.putU8(address + i, data[i]);
        }
    }
}
