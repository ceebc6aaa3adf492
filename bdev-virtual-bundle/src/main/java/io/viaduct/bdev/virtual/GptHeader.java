package io.viaduct.bdev.virtual;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * The header of a GUID partition table (UEFI specification, 5.3.2), checked, and the protective MBR
 * before it.
 *
 * @param disk the table's identity
 * @param firstUsable first block that a partition may have
 * @param lastUsable last one
 * @param entriesAt first block of the entries
 * @param entries how many there are, {@value #ENTRY_BYTES} bytes each
 * @param entriesCrc their checksum
 */
record GptHeader(
        UUID disk, long firstUsable, long lastUsable, long entriesAt, int entries, int entriesCrc) {
    /** Entries of a table: as many as all tools make, and SPDK takes. */
    static final int ENTRIES_MAX = 128;

    static final int ENTRY_BYTES = 128;

    /** Where the primary header is. */
    static final long PRIMARY = 1;

    private static final byte[] SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 92;
    private static final int CRC_OFFSET = 16;

    private static final int MBR_SIGNATURE_OFFSET = 510;
    private static final short MBR_SIGNATURE = (short) 0xaa55;
    private static final int MBR_ENTRIES_OFFSET = 446;
    private static final int MBR_ENTRY_BYTES = 16;
    private static final int MBR_ENTRIES = 4;
    private static final byte PROTECTIVE = (byte) 0xee;

    /**
     * Whether the first block of a disk says that there is such a table.
     *
     * @param blocks size of the disk
     */
    static boolean isProtected(byte[] first, long blocks) {
        ByteBuffer mbr = littleEndian(first);
        if (mbr.getShort(MBR_SIGNATURE_OFFSET) != MBR_SIGNATURE) {
            return false;
        }
        for (int i = 0; i < MBR_ENTRIES; i++) {
            int entry = MBR_ENTRIES_OFFSET + i * MBR_ENTRY_BYTES;
            if (mbr.get(entry + 4) == PROTECTIVE) {
                int size = mbr.getInt(entry + 12);
                return mbr.getInt(entry + 8) == PRIMARY
                        && (size == (int) (blocks - 1) || size == -1);
            }
        }
        return false;
    }

    /**
     * The header in a block.
     *
     * @param at where the block is
     * @param blocks size of the disk
     * @throws GptDamage when it is none, or not whole, or says what cannot be
     */
    static GptHeader of(byte[] block, long at, long blocks) throws GptDamage {
        ByteBuffer header = littleEndian(block);
        GptDamage.unless(
                Arrays.equals(SIGNATURE, 0, 8, block, 0, 8), "there is no signature of a table");
        int length = header.getInt(12);
        GptDamage.unless(length >= LENGTH && length <= block.length, "a header of " + length);
        int crc = header.getInt(CRC_OFFSET);
        byte[] zeroed = Arrays.copyOf(block, length);
        Arrays.fill(zeroed, CRC_OFFSET, CRC_OFFSET + Integer.BYTES, (byte) 0);
        GptDamage.unless(crc(zeroed, length) == crc, "the header's checksum is wrong");
        GptDamage.unless(header.getLong(24) == at, "the header is of block " + header.getLong(24));
        long first = header.getLong(40);
        long last = header.getLong(48);
        GptDamage.unless(
                first > PRIMARY && first <= last && last < blocks,
                "the usable blocks are " + first + " to " + last);
        int entries = header.getInt(80);
        GptDamage.unless(
                entries >= 0 && entries <= ENTRIES_MAX && header.getInt(84) == ENTRY_BYTES,
                entries + " entries of " + header.getInt(84) + " bytes");
        long entriesAt = header.getLong(72);
        long room = ((long) entries * ENTRY_BYTES + block.length - 1) / block.length;
        GptDamage.unless(
                entriesAt > PRIMARY && entriesAt <= blocks - room,
                "the entries begin at block " + entriesAt);
        return new GptHeader(guid(header, 56), first, last, entriesAt, entries, header.getInt(88));
    }

    /** Bytes of all entries. */
    int entryBytes() {
        return entries * ENTRY_BYTES;
    }

    static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An identity as the table writes it: the first three parts little, the rest big endian. */
    static UUID guid(ByteBuffer from, int at) {
        long high =
                Integer.toUnsignedLong(from.getInt(at)) << 32
                        | Short.toUnsignedLong(from.getShort(at + 4)) << 16
                        | Short.toUnsignedLong(from.getShort(at + 6));
        return new UUID(high, Long.reverseBytes(from.getLong(at + 8)));
    }
}
