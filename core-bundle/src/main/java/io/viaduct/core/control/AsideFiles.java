package io.viaduct.core.control;

import io.viaduct.core.journal.JournalFile;
import io.viaduct.core.journal.JournalFolder;

import java.io.IOException;
import java.util.List;

/**
 * Journals that are not in force any more, kept beside the one that is, under its name, a word that
 * says why, and a number that rises. What is damaged is kept for ever, of the others the last few.
 */
final class AsideFiles {
    /** A configuration has taken its place. */
    static final String REPLACED = "replaced";

    /** It is not what was written. */
    static final String DAMAGED = "damaged";

    /** How many of those are kept that were replaced. */
    static final int REPLACED_MAX = 8;

    private final JournalFolder folder;
    private String last;

    AsideFiles(JournalFolder folder) {
        this.folder = folder;
    }

    /** The name of the one that was put there last, or null. */
    String last() {
        return last;
    }

    /**
     * Copies the journal that is there. A copy, so that at no moment there is none, which would be
     * a start without configuration.
     */
    String put(String why) throws IOException {
        String start = JournalFile.NAME + "." + why + ".";
        List<Integer> numbers = numbers(start);
        String name = start + (numbers.isEmpty() ? 1 : numbers.getLast() + 1);
        folder.copy(JournalFile.NAME, JournalFile.NEW);
        folder.rename(JournalFile.NEW, name);
        if (why.equals(REPLACED)) {
            for (int i = 0; i <= numbers.size() - REPLACED_MAX; i++) {
                folder.delete(start + numbers.get(i));
            }
        }
        folder.sync();
        last = name;
        return name;
    }

    /** What was put aside last is the journal again; where nothing was, there is none. */
    void takeBack() throws IOException {
        if (last == null) {
            folder.delete(JournalFile.NAME);
        } else {
            folder.rename(last, JournalFile.NAME);
            last = null;
        }
        folder.sync();
    }

    private List<Integer> numbers(String start) throws IOException {
        return folder.names().stream()
                .filter(name -> name.startsWith(start))
                .map(name -> name.substring(start.length()))
                .filter(number -> number.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }
}
