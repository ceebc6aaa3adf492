package io.viaduct.core.control;

import io.viaduct.core.control.DesiredJournal.Found;
import io.viaduct.core.control.DesiredState.Entry;
import io.viaduct.core.journal.DamagedException;
import io.viaduct.core.journal.JournalContent;
import io.viaduct.core.journal.JournalFile;
import io.viaduct.core.journal.JournalFolder;
import io.viaduct.core.journal.VersionException;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an earlier run has left in its folder. */
final class JournalReading {
    private JournalReading() {}

    /**
     * Reads it; nothing is changed.
     *
     * @param bytesMax a journal that is longer is not read; it is damaged
     * @throws IOException when it cannot be read
     * @throws VersionException when it was written by another version
     */
    static Found of(JournalFolder folder, long bytesMax) throws IOException, VersionException {
        if (!folder.names().contains(JournalFile.NAME)) {
            return Found.NOTHING;
        }
        long length = folder.bytes(JournalFile.NAME);
        if (length > bytesMax) {
            return damaged("it is " + length + " bytes long; the most is " + bytesMax);
        }
        byte[] bytes = folder.read(JournalFile.NAME);
        try {
            JournalContent content = JournalContent.of(bytes);
            Map<Long, Entry> entries = new TreeMap<>();
            for (byte[] payload : content.payloads()) {
                ChangeText.read(payload).forEach(change -> change.applyTo(entries));
            }
            return new Found(List.copyOf(entries.values()), null, content.cut());
        } catch (DamagedException e) {
            return damaged(e.getMessage());
        } catch (IOException e) {
            return damaged("a record says nothing that is known: " + e.getMessage());
        }
    }

    private static Found damaged(String why) {
        return new Found(null, why, 0);
    }
}
