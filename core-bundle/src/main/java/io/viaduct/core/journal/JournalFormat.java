package io.viaduct.core.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a journal, big endian. A file is a header and records; each record is followed by
 * room for its seal, which is written when the record is durable. Checksums are CRC32C and start
 * with the file's identity, so that bytes of another file are never taken for this one's.
 *
 * <pre>
 * header  magic 8, version 4, checksum 4, identity 8
 * record  length 4, checksum 4, number 8, payload; numbers are 1, 2, 3 and so on
 * seal    mark 4, checksum 4, number 8
 * </pre>
 */
final class JournalFormat {
    /** "VIADJRNL". */
    static final long MAGIC = 0x564941444A524E4CL;

    static final int VERSION = 1;

    static final int HEADER_BYTES = 24;
    static final int RECORD_HEADER_BYTES = 16;
    static final int SEAL_BYTES = 16;

    /** What each record needs beside its payload. */
    static final int RECORD_OVERHEAD_BYTES = RECORD_HEADER_BYTES + SEAL_BYTES;

    /** "SEAL". */
    private static final int MARK = 0x5345414C;

    static final int VERSION_OFFSET = 8;
    static final int HEADER_CHECKSUM_OFFSET = 12;
    static final int IDENTITY_OFFSET = 16;
    private static final int CHECKSUM_OFFSET = 4;
    private static final int NUMBER_OFFSET = 8;

    private JournalFormat() {}

    static ByteBuffer header(long identity) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC).putInt(VERSION);
        header.putInt(headerChecksum(VERSION, identity)).putLong(identity);
        return header.flip();
    }

    static int headerChecksum(int version, long identity) {
        ByteBuffer covered = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Long.BYTES);
        covered.putLong(MAGIC).putInt(version).putLong(identity).flip();
        CRC32C crc = new CRC32C();
        crc.update(covered);
        return (int) crc.getValue();
    }

    /** A record with room for its seal, which is zeroes. */
    static ByteBuffer record(long identity, long number, byte[] payload) {
        ByteBuffer record = ByteBuffer.allocate(RECORD_OVERHEAD_BYTES + payload.length);
        record.putInt(payload.length).putInt(checksum(identity, number, ByteBuffer.wrap(payload)));
        record.putLong(number).put(payload);
        return record.clear();
    }

    static ByteBuffer seal(long identity, long number) {
        ByteBuffer seal = ByteBuffer.allocate(SEAL_BYTES);
        return seal.putInt(MARK).putInt(sealChecksum(identity, number)).putLong(number).flip();
    }

    private static int sealChecksum(long identity, long number) {
        return checksum(identity, number, ByteBuffer.allocate(Integer.BYTES).putInt(0, MARK));
    }

    private static int checksum(long identity, long number, ByteBuffer payload) {
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + Long.BYTES + Integer.BYTES);
        start.putLong(identity).putLong(number).putInt(payload.remaining()).flip();
        CRC32C crc = new CRC32C();
        crc.update(start);
        crc.update(payload);
        return (int) crc.getValue();
    }

    /** The number that a record or a seal at this place would have; there are bytes enough. */
    static long numberAt(ByteBuffer file, int at) {
        return file.getLong(at + NUMBER_OFFSET);
    }

    /** The length of the payload of the record with this number at this place; -1 for none. */
    static int payloadBytes(ByteBuffer file, int at, long identity, long number) {
        if (file.capacity() - at < RECORD_HEADER_BYTES) {
            return -1;
        }
        int length = file.getInt(at);
        boolean fits = length >= 0 && length <= file.capacity() - at - RECORD_HEADER_BYTES;
        if (!fits || numberAt(file, at) != number) {
            return -1;
        }
        ByteBuffer payload = file.slice(at + RECORD_HEADER_BYTES, length);
        int expected = checksum(identity, number, payload);
        return file.getInt(at + CHECKSUM_OFFSET) == expected ? length : -1;
    }

    /** Whether the seal of the record with this number is at this place. */
    static boolean isSeal(ByteBuffer file, int at, long identity, long number) {
        return file.capacity() - at >= SEAL_BYTES
                && file.getInt(at) == MARK
                && numberAt(file, at) == number
                && file.getInt(at + CHECKSUM_OFFSET) == sealChecksum(identity, number);
    }
}
