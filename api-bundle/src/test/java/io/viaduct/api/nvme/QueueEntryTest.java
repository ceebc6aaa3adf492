package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

class QueueEntryTest {
    private static final int AT = 3;

    private final byte[] memory = new byte[128];
    private final MemorySegment segment = MemorySegment.ofArray(memory);

    @Test
    void shouldWriteACompletionWithItsPhaseBitClear() {
        segment.fill((byte) 0xff);

        Cqe.write(segment, AT, 0x80000001, 0x1234, 7, 0xabcd, Status.INVALID_FIELD | Status.DNR);

        assertEquals("01000080 00000000 3412 0700 cdab 0480", hex(4, 4, 2, 2, 2, 2));
        assertFalse(Cqe.phase(segment, AT));
        assertEquals(Status.INVALID_FIELD | Status.DNR, Cqe.status(segment, AT));
    }

    @Test
    void shouldWriteACompletionWithAResultOf64Bits() {
        Cqe.writeResult(segment, AT, 0x0807060504030201L, 1, 0, 2, Status.SUCCESS);

        assertEquals("0102030405060708 0100 0000 0200 0000", hex(8, 2, 2, 2, 2));
        assertEquals(0x04030201, Cqe.dw0(segment, AT));
        assertEquals(0x08070605, Cqe.dw1(segment, AT));
    }

    @Test
    void shouldKeepStatusAndPhaseApart() {
        Cqe.phase(segment, AT, true);
        Cqe.status(segment, AT, Status.ABORTED_BY_HOST);

        assertTrue(Cqe.phase(segment, AT));
        assertEquals(Status.ABORTED_BY_HOST, Cqe.status(segment, AT));
    }

    @Test
    void shouldCountBlocksFromOne() {
        Sqe.nlb(segment, AT, 0xffff);
        assertEquals(65536, Sqe.blocks(segment, AT));

        Sqe.blocks(segment, AT, 1);
        assertEquals(0, Sqe.nlb(segment, AT));
    }

    @Test
    void shouldWriteATransportDataBlockWhereTheCommandHasItsDescriptor() {
        segment.fill((byte) 0xff);

        Sgl.write(
                segment,
                Sqe.sgl(AT),
                Sgl.TYPE_TRANSPORT_DATA_BLOCK,
                Sgl.SUBTYPE_TRANSPORT,
                0,
                0xfffff000L);

        String written = HexFormat.of().formatHex(memory, AT + 24, AT + 40);
        assertEquals("0000000000000000" + "00f0ffff" + "000000" + "5a", written);
        assertEquals(0xfffff000L, Sgl.length(segment, Sqe.sgl(AT)));
    }

    @Test
    void shouldWriteAKeyedDataBlock() {
        segment.fill((byte) 0xff);

        Sgl.writeKeyed(segment, AT, Sgl.SUBTYPE_INVALIDATE_KEY, 0x1000, 0x20000, 0x11223344);

        assertEquals("0010000000000000 000002 44332211 4f", hex(8, 3, 4, 1));
    }

    @Test
    void shouldTellTheDirectionOfACommandFromItsOpcodeOrFctype() {
        assertEquals(DataDirection.NONE, DataDirection.of(IoOpcode.FLUSH));
        assertEquals(DataDirection.HOST_TO_CONTROLLER, DataDirection.of(IoOpcode.WRITE));
        assertEquals(DataDirection.CONTROLLER_TO_HOST, DataDirection.of(AdminOpcode.IDENTIFY));

        Sqe.opcode(segment, AT, AdminOpcode.FABRICS);
        Sqe.fctype(segment, AT, FabricsType.PROPERTY_GET);
        assertEquals(DataDirection.NONE, DataDirection.of(segment, AT));
        Sqe.fctype(segment, AT, FabricsType.CONNECT);
        assertEquals(DataDirection.HOST_TO_CONTROLLER, DataDirection.of(segment, AT));
        Sqe.opcode(segment, AT, IoOpcode.READ);
        assertEquals(DataDirection.CONTROLLER_TO_HOST, DataDirection.of(segment, AT));
    }

    /** What is at {@link #AT}, in groups of so many bytes. */
    private String hex(int... lengths) {
        StringBuilder hex = new StringBuilder();
        int from = AT;
        for (int length : lengths) {
            hex.append(hex.isEmpty() ? "" : " ");
            hex.append(HexFormat.of().formatHex(memory, from, from + length));
            from += length;
        }
        return hex.toString();
    }
}
