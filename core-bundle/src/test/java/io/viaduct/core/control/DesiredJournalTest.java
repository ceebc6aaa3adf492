package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.core.control.DesiredState.Entry;
import io.viaduct.core.journal.CrashingFolder;
import io.viaduct.core.journal.JournalFile;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A desired state over a folder that fails and forgets. Everything happens in the test's thread.
 */
class DesiredJournalTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:a";
    private static final int CHANGES = 60;
    private static final int NAMES = 6;

    /** So long that some dozens of changes need a new snapshot. */
    private static final String LONG = "x".repeat(2000);

    private static final Logger LOG = Logger.getLogger(DesiredJournal.class.getName());

    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();

    /** Some hundred failures are made on purpose. */
    @BeforeAll
    static void beQuiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOG.setLevel(null);
    }

    private DesiredJournal journal(CrashingFolder folder) {
        return journal(folder, DesiredJournal.BYTES_MAX);
    }

    private DesiredJournal journal(CrashingFolder folder, long bytesMax) {
        Random identities = new Random(folder.steps());
        return new DesiredJournal(
                folder,
                Runnable::run,
                (ms, task) -> later.addLast(task),
                identities::nextLong,
                told::add,
                bytesMax);
    }

    private static DesiredState over(DesiredJournal journal) {
        DesiredState desired = new DesiredState();
        desired.keep(journal::keep, task -> {});
        return desired;
    }

    private static List<String> texts(List<Entry> entries) {
        return entries == null
                ? List.of()
                : entries.stream().map(e -> e.sequence() + e.method() + e.parameters()).toList();
    }

    private List<String> found(CrashingFolder folder) throws Exception {
        DesiredJournal.Found found = journal(folder).read();
        assertNull(found.damage());
        return texts(found.entries());
    }

    /** One change, as an administrator makes it. */
    private static void change(DesiredState desired, Random random) {
        String name = "d" + random.nextInt(NAMES);
        Map<String, Object> namespace =
                Map.of("nsid", 1 + random.nextInt(NAMES), "bdev_name", name);
        Map<String, Object> all =
                Map.of(
                        "name",
                        name,
                        "nqn",
                        NQN,
                        "namespace",
                        namespace,
                        "small_pool_count",
                        1,
                        "l",
                        LONG);
        List<String> methods =
                List.of(
                        "bdev_null_create",
                        "bdev_null_delete",
                        "bdev_null_resize",
                        "nvmf_create_subsystem",
                        "nvmf_subsystem_add_ns",
                        "nvmf_delete_subsystem",
                        "iobuf_set_options");
        desired.done(desired.nextSequence(), methods.get(random.nextInt(methods.size())), all);
    }

    /** What a run has seen: the states after each change, and how many were acknowledged. */
    private record Run(List<List<String>> states, int acknowledged) {}

    private Run run(CrashingFolder folder, long seed) {
        Random random = new Random(seed);
        DesiredState desired = over(journal(folder));
        List<List<String>> states = new ArrayList<>(List.of(List.of()));
        int acknowledged = 0;
        for (int i = 1; i <= CHANGES; i++) {
            change(desired, random);
            CompletableFuture<Void> kept = desired.flush();
            states.add(texts(desired.entries()));
            if (kept.isCompletedExceptionally()) {
                return new Run(states, acknowledged);
            }
            acknowledged = i;
        }
        return new Run(states, acknowledged);
    }

    @Test
    void shouldHoldWholeChangesAndAllThatWereAcknowledgedAfterACrashAtEveryStep() throws Exception {
        CrashingFolder whole = new CrashingFolder();
        Run all = run(whole, 1);
        assertEquals(CHANGES, all.acknowledged);
        assertEquals(all.states.getLast(), found(whole));
        int least = Math.max(1, Integer.getInteger("crashes", 3));
        for (int step = 0; step < whole.steps(); step++) {
            for (int crash = 0; crash < least; crash++) {
                CrashingFolder folder = new CrashingFolder();
                folder.failAt(step, true);
                Run run = run(folder, 1);
                List<String> after = found(folder.afterCrash(new Random(31L * step + crash)));
                List<List<String>> possible =
                        run.states.subList(run.acknowledged, run.states.size());
                assertTrue(possible.contains(after), "step " + step + ", crash " + crash);
            }
        }
    }

    @Test
    void shouldGoOnAfterAnyOneStepHasFailed() throws Exception {
        CrashingFolder whole = new CrashingFolder();
        assertEquals(CHANGES, run(whole, 2).acknowledged);
        for (int step = 0; step < whole.steps(); step++) {
            CrashingFolder folder = new CrashingFolder();
            folder.failAt(step, false);
            Random random = new Random(2);
            DesiredJournal journal = journal(folder);
            DesiredState desired = over(journal);
            for (int i = 0; i < CHANGES; i++) {
                change(desired, random);
                CompletableFuture<Void> kept = desired.flush();
                if (journal.fault() != null) {
                    assertTrue(journal.fault().contains("step " + step), journal::fault);
                    later.removeFirst().run();
                    assertNull(journal.fault(), "step " + step);
                } else {
                    assertFalse(kept.isCompletedExceptionally(), "step " + step);
                }
            }
            // Nothing of it is in a cache only.
            assertEquals(texts(desired.entries()), found(folder.afterCrash(new Random(step))));
            later.clear();
        }
    }

    @Test
    void shouldTellOfAByteThatIsNotWhatWasWrittenAndUseNothingOfIt() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        DesiredState desired = over(journal(folder));
        for (String name : List.of("a", "b", "c")) {
            desired.done(desired.nextSequence(), "bdev_null_create", Map.of("name", name));
            desired.flush().join();
        }
        byte[] bytes = folder.read(JournalFile.NAME);
        int told = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 0x10;
            CrashingFolder damaged = new CrashingFolder();
            damaged.put(JournalFile.NAME, flipped);
            DesiredJournal.Found found = journal(damaged).read();
            if (found.damage() != null) {
                assertNull(found.entries());
                told++;
            } else {
                assertEquals(texts(desired.entries()), texts(found.entries()), "byte " + at);
            }
        }
        assertEquals(bytes.length - 3 * 16, told);
    }

    @Test
    void shouldPutChangesThatComeTogetherIntoOneRecord() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        Deque<Runnable> writer = new ArrayDeque<>();
        DesiredJournal journal =
                new DesiredJournal(folder, writer::addLast, (ms, task) -> {}, () -> 1, fault -> {});
        journal.begin(List.of());
        DesiredState desired = over(journal);
        List<CompletableFuture<Void>> kept = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            desired.done(desired.nextSequence(), "bdev_null_create", Map.of("name", "d" + i));
            kept.add(desired.flush());
        }
        assertFalse(kept.stream().anyMatch(CompletableFuture::isDone));
        assertEquals(1, writer.size());
        writer.removeFirst().run();
        assertTrue(kept.stream().allMatch(CompletableFuture::isDone));
        assertEquals(1, journal.status().records());
        assertEquals(texts(desired.entries()), found(folder));
    }

    @Test
    void shouldWriteASnapshotWhenTheRecordsAreLonger() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        DesiredJournal journal = journal(folder);
        DesiredState desired = over(journal);
        for (int i = 0; i < 200; i++) {
            Map<String, Object> one = Map.of("name", "a", "new_size", i, "l", LONG);
            desired.done(desired.nextSequence(), "bdev_null_resize", one);
            desired.flush().join();
        }
        assertTrue(journal.status().snapshots() > 3);
        assertTrue(journal.status().bytes() < 2 * DesiredJournal.COMPACT_BYTES_MIN);
        assertEquals(texts(desired.entries()), found(folder));
    }

    @Test
    void shouldKeepTheLastThatWereReplacedAndAllThatWereDamaged() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        journal(folder).begin(List.of());
        DesiredJournal journal = journal(folder);
        for (int i = 1; i <= 12; i++) {
            assertEquals("desired.replaced." + i, journal.putAside(AsideFiles.REPLACED));
            journal.putAside(AsideFiles.DAMAGED);
        }
        assertFalse(folder.names().contains("desired.replaced.4"));
        assertTrue(folder.names().contains("desired.replaced.5"));
        assertTrue(folder.names().contains("desired.damaged.1"));
        assertEquals(AsideFiles.REPLACED_MAX + 12 + 1, folder.names().size());
    }

    @Test
    void shouldPutBackWhatWasThereWhenTheStartFails() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        Entry old = new Entry(1, "bdev_null_create", Map.of("name", "old"));
        journal(folder).begin(List.of(old));
        DesiredJournal next = journal(folder);
        next.putAside(AsideFiles.REPLACED);
        next.begin(List.of());
        assertEquals(List.of(), found(folder));
        next.takeBack();
        assertEquals(texts(List.of(old)), found(folder.afterCrash(new Random(1))));

        CrashingFolder empty = new CrashingFolder();
        DesiredJournal first = journal(empty);
        first.begin(List.of(old));
        first.takeBack();
        assertEquals(List.of(), empty.names());
    }

    @Test
    void shouldNotReadWhatAnotherVersionHasWritten() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        try (JournalFile file =
                JournalFile.write(
                        folder, 1, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            file.install();
        }
        assertNotNull(journal(folder).read().damage());
        folder.failAt(folder.steps(), false);
        assertThrows(IOException.class, () -> journal(folder).begin(List.of()));
    }

    @Test
    void shouldTellOnceOfAFaultAndOfItsEnd() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        DesiredState desired = over(journal(folder));
        desired.done(desired.nextSequence(), "bdev_null_create", Map.of("name", "a"));
        desired.flush().join();
        folder.failAt(folder.steps(), false);
        desired.done(desired.nextSequence(), "bdev_null_create", Map.of("name", "b"));
        assertTrue(desired.flush().isCompletedExceptionally());
        assertEquals(1, told.size());
        assertTrue(
                told.getFirst().startsWith("the journal cannot be written: step"), told::getFirst);
        later.removeFirst().run();
        assertEquals(2, told.size());
        assertNull(told.getLast());
    }

    @Test
    void shouldNotReadAJournalThatIsTooLongAndKeepItAside() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        DesiredState desired = over(journal(folder));
        desired.done(desired.nextSequence(), "bdev_null_create", Map.of("name", "a"));
        desired.flush().join();
        byte[] bytes = folder.read(JournalFile.NAME);
        DesiredJournal journal = journal(folder, bytes.length - 1);
        String why = "it is " + bytes.length + " bytes long; the most is " + (bytes.length - 1);
        assertEquals(new DesiredJournal.Found(null, why, 0), journal.read());
        assertArrayEquals(bytes, folder.read(journal.putAside(AsideFiles.DAMAGED)));
        assertNotNull(journal(folder, bytes.length).read().entries(), "one byte more is enough");
    }

    @Test
    void shouldNeverWriteAJournalThatIsTooLongToBeReadAgain() throws Exception {
        CrashingFolder folder = new CrashingFolder();
        long most = 8L * LONG.length();
        DesiredJournal journal = journal(folder, most);
        DesiredState desired = over(journal);
        for (int i = 0; i < CHANGES; i++) {
            // Again and again the same, so that only the records become more.
            for (String name : List.of("a", "b")) {
                Map<String, Object> all = Map.of("name", name, "l", LONG);
                desired.done(desired.nextSequence(), "bdev_null_create", all);
                desired.flush().join();
                assertTrue(folder.bytes(JournalFile.NAME) <= most);
            }
        }
        assertEquals(texts(desired.entries()), found(folder));
        for (int i = 0; journal.fault() == null; i++) {
            assertTrue(folder.bytes(JournalFile.NAME) <= most);
            Map<String, Object> all = Map.of("name", "n" + i, "l", LONG);
            desired.done(desired.nextSequence(), "bdev_null_create", all);
            var unused = desired.flush();
        }
        assertTrue(journal.fault().contains("the most is " + most), journal::fault);
        assertNotNull(journal(folder, most).read().entries());
    }
}
