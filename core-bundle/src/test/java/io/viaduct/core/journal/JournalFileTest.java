package io.viaduct.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

class JournalFileTest {
    private static final long IDENTITY = 0x0123456789abcdefL;
    private static final List<String> RECORDS =
            List.of("snapshot", "", "one", "a record that is longer than the others");

    private final CrashingFolder folder = new CrashingFolder();

    private byte[] journal() throws IOException {
        try (JournalFile file =
                JournalFile.write(folder, IDENTITY, RECORDS.get(0).getBytes(US_ASCII))) {
            file.install();
            for (String record : RECORDS.subList(1, RECORDS.size())) {
                file.append(record.getBytes(US_ASCII));
            }
            assertEquals(RECORDS.size() - 1, file.records());
            assertEquals(folder.read(JournalFile.NAME).length, file.bytes());
        }
        return folder.read(JournalFile.NAME);
    }

    private static List<String> texts(byte[] file) throws Exception {
        return JournalContent.of(file).payloads().stream()
                .map(b -> new String(b, US_ASCII))
                .toList();
    }

    /** Where each record ends, without and with its seal. */
    private static int endOf(int records) {
        return JournalFormat.HEADER_BYTES
                + RECORDS.subList(0, records).stream()
                        .mapToInt(r -> r.length() + JournalFormat.RECORD_OVERHEAD_BYTES)
                        .sum();
    }

    @Test
    void shouldReadWhatWasWritten() throws Exception {
        byte[] file = journal();
        assertEquals(RECORDS, texts(file));
        assertEquals(0, JournalContent.of(file).cut());
    }

    @Test
    void shouldBeOfTheBytesThatAreDescribed() throws Exception {
        ByteBuffer file = ByteBuffer.wrap(journal());
        assertEquals("VIADJRNL", US_ASCII.decode(file.slice(0, 8)).toString());
        assertEquals(1, file.getInt(8));
        assertEquals(IDENTITY, file.getLong(16));
        assertEquals(8, file.getInt(24));
        assertEquals(1, file.getLong(32));
        assertEquals("snapshot", US_ASCII.decode(file.slice(40, 8)).toString());
        assertEquals("SEAL", US_ASCII.decode(file.slice(48, 4)).toString());
        assertEquals(1, file.getLong(56));
        assertEquals(0, file.getInt(64));
        assertEquals(2, file.getLong(72));
    }

    @Test
    void shouldCutAtEveryLengthWhatIsNotWhole() throws Exception {
        byte[] file = journal();
        for (int length = 0; length <= file.length; length++) {
            byte[] part = Arrays.copyOf(file, length);
            int end = length + JournalFormat.SEAL_BYTES;
            int whole =
                    (int)
                            IntStream.rangeClosed(1, RECORDS.size())
                                    .filter(n -> endOf(n) <= end)
                                    .count();
            if (whole == 0) {
                assertThrows(DamagedException.class, () -> texts(part), "length " + length);
            } else {
                assertEquals(RECORDS.subList(0, whole), texts(part), "length " + length);
            }
        }
    }

    @Test
    void shouldFindEveryByteThatIsNotWhatWasWritten() throws Exception {
        byte[] file = journal();
        for (int at = 0; at < file.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] flipped = file.clone();
                flipped[at] ^= (byte) (1 << bit);
                int where = at;
                boolean inSeal =
                        IntStream.rangeClosed(1, RECORDS.size())
                                .anyMatch(
                                        n ->
                                                where < endOf(n)
                                                        && where
                                                                >= endOf(n)
                                                                        - JournalFormat.SEAL_BYTES);
                if (inSeal) {
                    // It only proves that its record was durable, and that one is whole.
                    assertEquals(RECORDS, texts(flipped), "byte " + at);
                } else {
                    assertThrows(DamagedException.class, () -> texts(flipped), "byte " + at);
                }
            }
        }
    }

    @Test
    void shouldTakeARecordThatWasNeverSealedForUnfinished() throws Exception {
        byte[] file = journal();
        int last = endOf(RECORDS.size());
        Arrays.fill(file, last - JournalFormat.SEAL_BYTES, last, (byte) 0);
        file[last - JournalFormat.SEAL_BYTES - 1] ^= 1;
        assertEquals(RECORDS.subList(0, RECORDS.size() - 1), texts(file));
        assertTrue(JournalContent.of(file).cut() > 0);
    }

    @Test
    void shouldNotTakeRecordsOfAnotherFile() throws Exception {
        byte[] file = journal();
        byte[] other = file.clone();
        ByteBuffer header = JournalFormat.header(IDENTITY + 1);
        header.get(other, 0, JournalFormat.HEADER_BYTES);
        assertThrows(DamagedException.class, () -> texts(other));
    }

    @Test
    void shouldSayThatAFormatIsUnknown() throws Exception {
        byte[] file = journal();
        ByteBuffer.wrap(file)
                .putInt(JournalFormat.VERSION_OFFSET, 2)
                .putInt(
                        JournalFormat.HEADER_CHECKSUM_OFFSET,
                        JournalFormat.headerChecksum(2, IDENTITY));
        var failure = assertThrows(VersionException.class, () -> texts(file));
        assertEquals("it has format 2, and this version knows 1", failure.getMessage());
    }

    @Test
    void shouldKeepFilesInAFolderOfTheFileSystem(@TempDir Path path) throws Exception {
        DiskFolder disk = new DiskFolder(path);
        try (JournalFile file = JournalFile.write(disk, 1, "first".getBytes(US_ASCII))) {
            assertEquals(List.of(JournalFile.NEW), disk.names());
            file.install();
            file.append("second".getBytes(US_ASCII));
        }
        assertEquals(List.of(JournalFile.NAME), disk.names());
        assertEquals(
                List.of("first", "second"),
                texts(Files.readAllBytes(path.resolve(JournalFile.NAME))));
        disk.delete(JournalFile.NAME);
        assertEquals(List.of(), disk.names());
    }
}
