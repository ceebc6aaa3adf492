package io.viaduct.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A journal that is written: a snapshot, and records behind it. After an exception nothing can be
 * said of its end, so that it must not be written any more; a new one takes its place. One thread.
 */
public final class JournalFile implements AutoCloseable {
    /** The journal's name in its folder. */
    public static final String NAME = "desired";

    /** A journal that is not in force yet. */
    public static final String NEW = NAME + ".new";

    private final JournalFolder folder;
    private final JournalFolder.Output output;
    private final long identity;
    private long records;
    private long bytes;
    private long snapshotBytes;

    private JournalFile(JournalFolder folder, JournalFolder.Output output, long identity) {
        this.folder = folder;
        this.output = output;
        this.identity = identity;
    }

    /**
     * Writes a new journal, durable but not in force; {@link #install} puts it there. The one that
     * is in force is not touched.
     *
     * @param identity another one for each file
     */
    public static JournalFile write(JournalFolder folder, long identity, byte[] snapshot)
            throws IOException {
        JournalFile file = new JournalFile(folder, folder.create(NEW), identity);
        try {
            file.begin(snapshot);
            return file;
        } catch (IOException | RuntimeException e) {
            try (file) {
                throw e;
            }
        }
    }

    // Nothing refers to the file before it is durable as a whole: its snapshot is sealed at once.
    private void begin(byte[] snapshot) throws IOException {
        output.write(JournalFormat.header(identity), 0);
        bytes = JournalFormat.HEADER_BYTES;
        put(snapshot);
        seal();
        output.sync();
        snapshotBytes = bytes;
    }

    /** Puts it in the place of the journal that was in force until now. */
    public void install() throws IOException {
        folder.rename(NEW, NAME);
        folder.sync();
    }

    /** Appends a record; it is durable when this returns. */
    public void append(byte[] payload) throws IOException {
        put(payload);
        output.sync();
        seal();
    }

    private void put(byte[] payload) throws IOException {
        records++;
        ByteBuffer record = JournalFormat.record(identity, records, payload);
        int length = record.remaining();
        output.write(record, bytes);
        bytes += length;
    }

    // Into the room that the record has left for it, so that this needs no space.
    private void seal() throws IOException {
        output.write(JournalFormat.seal(identity, records), bytes - JournalFormat.SEAL_BYTES);
    }

    /** The length of a journal of so many bytes, or of none, with one more record. */
    public static long bytesWith(long bytes, byte[] payload) {
        long before = bytes == 0 ? JournalFormat.HEADER_BYTES : bytes;
        return before + JournalFormat.RECORD_OVERHEAD_BYTES + payload.length;
    }

    /** Its length. */
    public long bytes() {
        return bytes;
    }

    /** Its length when it was new. */
    public long snapshotBytes() {
        return snapshotBytes;
    }

    /** Records behind the snapshot. */
    public long records() {
        return records - 1;
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
