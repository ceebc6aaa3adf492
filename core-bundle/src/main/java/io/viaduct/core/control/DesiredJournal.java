package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;
import io.viaduct.core.journal.JournalFile;
import io.viaduct.core.journal.JournalFolder;
import io.viaduct.core.journal.VersionException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps the desired state in a folder. Changes that come while others are written go into one
 * record. When the journal cannot be written, nothing more is kept, and nothing may be changed,
 * until a new one could be written.
 */
public final class DesiredJournal implements AutoCloseable {
    /** A journal that is no longer than its snapshot by so much is not worth a new snapshot. */
    static final long COMPACT_BYTES_MIN = 64 << 10;

    /** Records may take so many times the snapshot's length. */
    private static final int COMPACT_FACTOR = 2;

    /**
     * A journal that is longer is neither read, since it has to fit into memory, nor written. Some
     * hundred thousands of objects need a tenth of it.
     */
    static final long BYTES_MAX = 256L << 20;

    /** How long it is waited before a journal is tried again that could not be written. */
    static final long RETRY_MS = 1000;

    private static final Logger LOG = System.getLogger(DesiredJournal.class.getName());

    /** Runs a task later. */
    @FunctionalInterface
    public interface Later {
        /** In so many milliseconds. */
        void after(long ms, Runnable task);
    }

    /**
     * What an earlier run has left.
     *
     * @param entries its desired state; null where there is none that can be used
     * @param damage what is wrong with it, or null
     * @param cut bytes of a change that was never whole
     */
    record Found(List<Entry> entries, String damage, int cut) {
        static final Found NOTHING = new Found(null, null, 0);
    }

    /** How the journal fares. */
    record Status(
            boolean exists, long bytes, long records, long snapshots, String fault, String aside) {}

    private final JournalFolder folder;
    private final Executor writer;
    private final Later later;
    private final LongSupplier identities;
    private final AsideFiles asides;
    private final long bytesMax;
    private final Consumer<String> listener;
    private final Map<Long, Entry> mirror = new TreeMap<>();
    private final List<Change> pending = new ArrayList<>();
    private CompletableFuture<Void> pendingKept = new CompletableFuture<>();
    private boolean scheduled;
    private JournalFile file;
    private long compactAt;
    private long snapshots;
    private boolean retrying;
    private boolean ended;
    private volatile String fault;
    private volatile Status status = new Status(false, 0, 0, 0, null, null);

    /**
     * A journal that has not been looked at.
     *
     * @param writer runs one task after the other, and may block
     * @param later runs tasks on any thread
     * @param identities another number for each file
     * @param listener is told why nothing can be kept, each time that this begins or is another
     *     reason, and null when it can again; by the writer
     */
    public DesiredJournal(
            JournalFolder folder,
            Executor writer,
            Later later,
            LongSupplier identities,
            Consumer<String> listener) {
        this(folder, writer, later, identities, listener, BYTES_MAX);
    }

    /** As the other, with another length than {@link #BYTES_MAX}. */
    DesiredJournal(
            JournalFolder folder,
            Executor writer,
            Later later,
            LongSupplier identities,
            Consumer<String> listener,
            long bytesMax) {
        this.folder = folder;
        this.writer = writer;
        this.later = later;
        this.identities = identities;
        this.listener = listener;
        this.bytesMax = bytesMax;
        asides = new AsideFiles(folder);
    }

    /**
     * Reads what an earlier run has left; nothing is changed. Before all else.
     *
     * @throws IOException when it cannot be read
     * @throws VersionException when it was written by another version
     */
    Found read() throws IOException, VersionException {
        return JournalReading.of(folder, bytesMax);
    }

    /**
     * Puts the journal that is there aside, under another name, before {@link #begin}.
     *
     * @param why the end of its name
     * @return its name
     */
    String putAside(String why) throws IOException {
        String name = asides.put(why);
        tell();
        return name;
    }

    /**
     * Begins a new journal with these calls in the place of the one that is there.
     *
     * @throws IOException when it cannot be written; the one that is there stays
     */
    void begin(Collection<Entry> entries) throws IOException {
        mirror.clear();
        entries.forEach(entry -> mirror.put(entry.sequence(), entry));
        try {
            rewrite();
        } catch (IOException e) {
            failed(e);
            throw e;
        }
    }

    /** The start has failed: what was there before it is there again. Ends this journal. */
    void takeBack() throws IOException {
        ended = true;
        closeFile();
        asides.takeBack();
    }

    /** Completes when a change is durable; fails when that cannot be known. Any thread. */
    CompletableFuture<Void> keep(Change change) {
        synchronized (pending) {
            pending.add(change);
            CompletableFuture<Void> kept = pendingKept;
            if (!scheduled) {
                scheduled = true;
                writePendingSoon();
            }
            return kept;
        }
    }

    /** Why nothing can be kept at the moment, or null. Any thread. */
    String fault() {
        return fault;
    }

    Status status() {
        return status;
    }

    private void writePendingSoon() {
        try {
            writer.execute(this::writePending);
        } catch (RejectedExecutionException e) {
            pendingKept.completeExceptionally(new IOException("the journal has ended", e));
        }
    }

    private void writePending() {
        while (true) {
            List<Change> changes;
            CompletableFuture<Void> kept;
            synchronized (pending) {
                if (pending.isEmpty()) {
                    scheduled = false;
                    return;
                }
                changes = List.copyOf(pending);
                pending.clear();
                kept = pendingKept;
                pendingKept = new CompletableFuture<>();
            }
            try {
                write(changes);
            } catch (IOException | RuntimeException e) {
                failed(e);
                kept.completeExceptionally(e);
                continue;
            }
            kept.complete(null);
            compactIfLong();
        }
    }

    private void write(List<Change> changes) throws IOException {
        changes.forEach(change -> change.applyTo(mirror));
        byte[] record = ChangeText.of(changes);
        if (file == null || JournalFile.bytesWith(file.bytes(), record) > bytesMax) {
            rewrite();
        } else {
            file.append(record);
            tell();
        }
    }

    private JournalFile snapshot() throws IOException {
        Change all = new Change(List.of(), List.copyOf(mirror.values()));
        byte[] text = ChangeText.of(List.of(all));
        long bytes = JournalFile.bytesWith(0, text);
        if (bytes > bytesMax) {
            throw new IOException("it would be " + bytes + " bytes long; the most is " + bytesMax);
        }
        return JournalFile.write(folder, identities.getAsLong(), text);
    }

    private void rewrite() throws IOException {
        install(snapshot());
    }

    private void install(JournalFile next) throws IOException {
        closeFile();
        try {
            next.install();
        } catch (IOException | RuntimeException e) {
            try (next) {
                throw e;
            }
        }
        file = next;
        snapshots++;
        compactAt = next.bytes() + Math.max(COMPACT_BYTES_MIN, COMPACT_FACTOR * next.bytes());
        if (fault != null) {
            fault = null;
            LOG.log(Level.WARNING, "the journal is kept again");
            listener.accept(null);
        }
        tell();
    }

    private void compactIfLong() {
        if (file.bytes() < compactAt) {
            return;
        }
        JournalFile next;
        try {
            next = snapshot();
        } catch (IOException e) {
            // The one that is there is good, and grows.
            compactAt = COMPACT_FACTOR * file.bytes();
            LOG.log(Level.WARNING, "the journal has no new snapshot: " + e.getMessage());
            return;
        }
        try {
            install(next);
        } catch (IOException e) {
            failed(e);
        }
    }

    // What is at the end of a file whose write or sync has failed, nobody knows.
    private void failed(Exception why) {
        closeFile();
        String before = fault;
        fault = "the journal cannot be written: " + why.getMessage();
        tell();
        if (!fault.equals(before)) {
            listener.accept(fault);
        }
        if (before == null) {
            LOG.log(Level.ERROR, fault + "; nothing can be changed until it can", why);
        }
        if (!retrying) {
            retrying = true;
            later.after(RETRY_MS, this::retrySoon);
        }
    }

    private void retrySoon() {
        try {
            writer.execute(this::retry);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "the journal ends without having been written again");
        }
    }

    private void retry() {
        retrying = false;
        if (fault == null || ended) {
            return;
        }
        try {
            rewrite();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void closeFile() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the journal's file does not close: " + e.getMessage());
            }
            file = null;
        }
    }

    private void tell() {
        status =
                new Status(
                        file != null,
                        file == null ? 0 : file.bytes(),
                        file == null ? 0 : file.records(),
                        snapshots,
                        fault,
                        asides.last());
    }

    /** Ends it, when its writer has ended. */
    @Override
    public void close() {
        ended = true;
        fault = "the journal has ended";
        closeFile();
    }
}
