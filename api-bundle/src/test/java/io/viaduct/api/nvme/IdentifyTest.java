package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.UUID;

class IdentifyTest {
    private final byte[] memory = new byte[Limits.IDENTIFY_LENGTH];
    private final MemorySegment data = MemorySegment.ofArray(memory);

    @Test
    void shouldPadTheSerialNumberWithSpaces() {
        IdentifyController.snText(data, 0, "VIADUCT1");

        assertEquals("VIADUCT1            ", new String(Text.bytes(data, 4, 20), US_ASCII));
        assertEquals("VIADUCT1", IdentifyController.snText(data, 0));
    }

    @Test
    void shouldReadAModelNumberThatIsPaddedWithNuls() {
        IdentifyController.mnText(data, 0, "A model");
        data.asSlice(24 + 7, 40 - 7).fill((byte) 0);

        assertEquals("A model", IdentifyController.mnText(data, 0));
    }

    @Test
    void shouldRefuseASerialNumberThatIsTooLong() {
        assertThrows(
                IllegalArgumentException.class,
                () -> IdentifyController.snText(data, 0, "a".repeat(21)));
    }

    @Test
    void shouldRefuseAnIdentifierOfAnotherLength() {
        assertThrows(
                IllegalArgumentException.class,
                () -> IdentifyNamespace.nguid(data, 0, new byte[15]));
    }

    @Test
    void shouldDescribeALbaFormat() {
        IdentifyNamespace.lbaf(data, 0, 63, 8, 12, 2);

        assertEquals("08000c02", HexFormat.of().formatHex(memory, 128 + 63 * 4, 128 + 64 * 4));
        assertEquals(8, IdentifyNamespace.lbafMs(data, 0, 63));
        assertEquals(12, IdentifyNamespace.lbafLbads(data, 0, 63));
        assertEquals(2, IdentifyNamespace.lbafRp(data, 0, 63));
    }

    @Test
    void shouldPutTheSelectedFormatTogetherFromBothPartsOfFlbas() {
        IdentifyNamespace.flbas(data, 0, 0b0101_0011);

        assertEquals(0b100011, IdentifyNamespace.format(data, 0));
    }

    @Test
    void shouldListTheIdentifiersOfANamespace() {
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        byte[] eui64 = HexFormat.of().parseHex("0102030405060708");

        long at = NamespaceIdDescriptor.writeUuid(data, 0, uuid);
        at = NamespaceIdDescriptor.write(data, at, NamespaceIdDescriptor.NIDT_EUI64, eui64);
        at = NamespaceIdDescriptor.writeCsi(data, at, CommandSet.NVM);

        String list = "0310000000112233445566778899aabbccddeeff" + "010800000102030405060708";
        assertEquals(list + "0401000000", HexFormat.of().formatHex(memory, 0, (int) at));

        long second = NamespaceIdDescriptor.next(data, 0);
        assertEquals(NamespaceIdDescriptor.NIDT_EUI64, NamespaceIdDescriptor.nidt(data, second));
        assertArrayEquals(eui64, Text.bytes(data, NamespaceIdDescriptor.nid(second), 8));
    }
}
