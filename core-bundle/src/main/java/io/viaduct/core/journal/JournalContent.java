package io.viaduct.core.journal;

import static io.viaduct.core.journal.JournalFormat.HEADER_BYTES;
import static io.viaduct.core.journal.JournalFormat.RECORD_HEADER_BYTES;
import static io.viaduct.core.journal.JournalFormat.RECORD_OVERHEAD_BYTES;
import static io.viaduct.core.journal.JournalFormat.SEAL_BYTES;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a journal holds.
 *
 * @param payloads of the records in order; the first is the snapshot that the file began with
 * @param cut bytes at the end of a record that was never whole, which are not part of it
 */
public record JournalContent(List<byte[]> payloads, int cut) {
    /**
     * Reads a file's bytes. What a crash has left at the end is cut: there, nothing was durable. A
     * record that is not whole although its seal or a later record is, was whole once.
     *
     * @throws DamagedException when something is not there that was durable
     * @throws VersionException when it is of another format
     */
    public static JournalContent of(byte[] bytes) throws DamagedException, VersionException {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        long identity = identity(file);
        List<byte[]> payloads = new ArrayList<>();
        int at = HEADER_BYTES;
        while (at < bytes.length) {
            long number = payloads.size() + 1L;
            int length = JournalFormat.payloadBytes(file, at, identity, number);
            if (length < 0) {
                requireTorn(file, at, identity, number);
                break;
            }
            int payload = at + RECORD_HEADER_BYTES;
            payloads.add(Arrays.copyOfRange(bytes, payload, payload + length));
            at += RECORD_OVERHEAD_BYTES + length;
        }
        if (payloads.isEmpty()) {
            throw new DamagedException("the snapshot at byte " + HEADER_BYTES + " is not whole");
        }
        return new JournalContent(payloads, Math.max(0, bytes.length - at));
    }

    private static long identity(ByteBuffer file) throws DamagedException, VersionException {
        if (file.capacity() < HEADER_BYTES || file.getLong(0) != JournalFormat.MAGIC) {
            throw new DamagedException("it does not begin as a journal does");
        }
        int version = file.getInt(JournalFormat.VERSION_OFFSET);
        long identity = file.getLong(JournalFormat.IDENTITY_OFFSET);
        int checksum = file.getInt(JournalFormat.HEADER_CHECKSUM_OFFSET);
        if (checksum != JournalFormat.headerChecksum(version, identity)) {
            throw new DamagedException("the checksum of its header is wrong");
        }
        if (version != JournalFormat.VERSION) {
            throw new VersionException(version);
        }
        return identity;
    }

    // A record is written when the one before it is durable, its seal when it is so itself.
    private static void requireTorn(ByteBuffer file, int from, long identity, long number)
            throws DamagedException {
        int last = file.capacity() - SEAL_BYTES;
        long most = number + file.capacity() / RECORD_OVERHEAD_BYTES;
        for (int at = from; at <= last; at++) {
            long there = JournalFormat.numberAt(file, at);
            if (there < number || there > most) {
                continue;
            }
            boolean later =
                    there > number && JournalFormat.payloadBytes(file, at, identity, there) >= 0;
            if (later || JournalFormat.isSeal(file, at, identity, there)) {
                throw new DamagedException(
                        "record " + number + " at byte " + from + " is not what was written");
            }
        }
    }
}
