package io.viaduct.bdev.virtual;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A partition that is SPDK's: one of type {@link #TYPE}, or of {@link #OLD_TYPE}, whose last block
 * SPDK has never used, and still does not.
 *
 * @param number its place in the table, from 1
 * @param type its type
 * @param identity its own identity
 * @param first its first block
 * @param blocks its size
 * @param label its name in the table
 */
record GptPartition(int number, UUID type, UUID identity, long first, long blocks, String label) {
    static final UUID TYPE = UUID.fromString("6527994e-2c5a-4eec-9613-8f5944074e8b");
    static final UUID OLD_TYPE = UUID.fromString("7c5222bd-8f5d-4087-9c00-bf9843c7b58c");

    private static final int LABEL_OFFSET = 56;
    private static final int LABEL_BYTES = 72;

    /**
     * Those that are SPDK's of a table's entries.
     *
     * @throws GptDamage when the checksum is wrong, or two of them overlap
     */
    static List<GptPartition> of(GptHeader header, byte[] entries) throws GptDamage {
        GptDamage.unless(
                GptHeader.crc(entries, header.entryBytes()) == header.entriesCrc(),
                "the entries' checksum is wrong");
        ByteBuffer table = GptHeader.littleEndian(entries);
        List<GptPartition> all = new ArrayList<>();
        for (int i = 0; i < header.entries(); i++) {
            GptPartition one = of(i + 1, table, i * GptHeader.ENTRY_BYTES);
            if (one.isOurs() && one.isWithin(header)) {
                for (GptPartition other : all) {
                    GptDamage.unless(!one.overlaps(other), "partitions overlap");
                }
                all.add(one);
            }
        }
        return all;
    }

    private static GptPartition of(int number, ByteBuffer table, int at) {
        UUID type = GptHeader.guid(table, at);
        long first = table.getLong(at + 32);
        long blocks = table.getLong(at + 40) - first + (type.equals(OLD_TYPE) ? 0 : 1);
        byte[] label = new byte[LABEL_BYTES];
        table.get(at + LABEL_OFFSET, label);
        String text = new String(label, StandardCharsets.UTF_16LE);
        int end = text.indexOf(0);
        return new GptPartition(
                number,
                type,
                GptHeader.guid(table, at + 16),
                first,
                blocks,
                end < 0 ? text : text.substring(0, end));
    }

    private boolean isOurs() {
        return type.equals(TYPE) || type.equals(OLD_TYPE);
    }

    private boolean isWithin(GptHeader header) {
        return first >= header.firstUsable()
                && blocks > 0
                && blocks <= header.lastUsable() - first + 1;
    }

    private boolean overlaps(GptPartition other) {
        return first < other.first + other.blocks && other.first < first + blocks;
    }
}
