package io.viaduct.core.controller;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.ErrorLogEntry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The failed commands of a controller, newest last. Any reactor of the controller's queues adds to
 * it, without locks: an entry that two of them want at once, 64 failures apart, is lost to one.
 */
public final class ErrorLog {
    /** Entries that are kept; ELPE is one less. */
    public static final int ENTRIES = 64;

    private static final int WORDS = 4;
    private static final int COUNT_WORD = 0;
    private static final int COMMAND_WORD = 1;
    private static final int LBA_WORD = 2;
    private static final int NSID_WORD = 3;

    /** In place of the count while an entry is written. */
    private static final long BEING_WRITTEN = -1;

    private final AtomicLong count = new AtomicLong();
    private final AtomicLongArray words = new AtomicLongArray(ENTRIES * WORDS);

    /**
     * Adds an entry.
     *
     * @param status without phase bit
     * @param location as {@link ErrorLogEntry#location} composes it
     * @param trtype the transport's code
     */
    public void add(int sqid, int cid, int status, int location, long lba, int nsid, int trtype) {
        long number = count.incrementAndGet();
        int at = (int) (number % ENTRIES) * WORDS;
        long before = words.get(at + COUNT_WORD);
        if (before == BEING_WRITTEN
                || !words.compareAndSet(at + COUNT_WORD, before, BEING_WRITTEN)) {
            return;
        }
        long command = (long) location << 48 | (long) status << 32 | (long) cid << 16 | sqid;
        words.setPlain(at + COMMAND_WORD, command);
        words.setPlain(at + LBA_WORD, lba);
        words.setPlain(at + NSID_WORD, (long) trtype << 32 | Integer.toUnsignedLong(nsid));
        words.setRelease(at + COUNT_WORD, number);
    }

    /** Failures since the controller was made. */
    public long count() {
        return count.get();
    }

    /** Writes the entry that is {@code age} failures old, 0 the newest, to zeroed memory. */
    public void write(int age, long entry) {
        long number = count.get() - age;
        if (number <= 0) {
            return;
        }
        int at = (int) (number % ENTRIES) * WORDS;
        if (words.getAcquire(at + COUNT_WORD) != number) {
            return;
        }
        long command = words.getOpaque(at + COMMAND_WORD);
        long lba = words.getOpaque(at + LBA_WORD);
        long nsid = words.getOpaque(at + NSID_WORD);
        if (words.get(at + COUNT_WORD) != number) {
            return;
        }
        ErrorLogEntry.errorCount(ALL, entry, number);
        ErrorLogEntry.sqid(ALL, entry, (int) command & 0xffff);
        ErrorLogEntry.cid(ALL, entry, (int) (command >>> 16) & 0xffff);
        ErrorLogEntry.status(ALL, entry, (int) (command >>> 32) & 0x7fff);
        ErrorLogEntry.errorLocation(ALL, entry, (int) (command >>> 48));
        ErrorLogEntry.lba(ALL, entry, lba);
        ErrorLogEntry.nsid(ALL, entry, (int) nsid);
        ErrorLogEntry.trtype(ALL, entry, (int) (nsid >>> 32));
    }
}
