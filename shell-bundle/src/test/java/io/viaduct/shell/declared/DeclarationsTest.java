package io.viaduct.shell.declared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.shell.declared.Declarations.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Only the difference is done, in order, and what would harm is refused before anything is done.
 */
class DeclarationsTest {
    private static final String FILE =
            """
            transports:
              - trtype: tcp
            bdevs:
              - {kind: malloc, name: Disk1, size: 64MiB}
              - kind: "null"
                name: Disk2
                block_size: 4096
                num_blocks: 256
            subsystems:
              - nqn: nqn.2026-11.io.viaduct:a
                serial_number: 7
                allow_any_host: false
                listeners:
                  - {trtype: TCP, adrfam: ipv4, traddr: 127.0.0.1, trsvcid: 4420}
                hosts: ["nqn.2014-08.org.example:h"]
                namespaces:
                  - bdev_name: Disk1
                  - {nsid: 5, bdev_name: Disk2}
            """;
    private static final Mode NORMAL = new Mode(false, false, false);
    private static final Mode DRY = new Mode(true, false, false);
    private static final Mode PRUNE = new Mode(false, true, false);
    private static final Mode REPLACE = new Mode(false, false, true);

    @TempDir Path folder;

    private final FakeMethods methods = new FakeMethods();
    private final Declarations declarations = new Declarations(methods);

    private String apply(String text, Mode mode) throws Exception {
        methods.called.clear();
        var out = new ByteArrayOutputStream();
        declarations.apply(file(text), mode, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("target.yaml"), text);
    }

    private String refusal(String text, Mode mode) {
        return assertThrows(DeclarationException.class, () -> apply(text, mode)).getMessage();
    }

    private List<String> calledMethods() {
        return methods.called.stream().map(call -> call.split(" ")[0]).toList();
    }

    @Test
    void shouldMakeEverythingInTheOrderInWhichItStandsOnEachOther() throws Exception {
        assertEquals(
                """
                + transport TCP
                + bdev Disk1, malloc: block_size 512, num_blocks 131072
                + bdev Disk2, null: block_size 4096, num_blocks 256
                + subsystem nqn.2026-11.io.viaduct:a: serial_number 7, allow_any_host false
                + namespace 1 of nqn.2026-11.io.viaduct:a: bdev_name Disk1
                + namespace 5 of nqn.2026-11.io.viaduct:a: bdev_name Disk2
                + host nqn.2014-08.org.example:h of nqn.2026-11.io.viaduct:a
                + listener TCP 127.0.0.1 4420 of nqn.2026-11.io.viaduct:a: adrfam ipv4
                8 done.
                """,
                apply(FILE, NORMAL));
        assertEquals(
                "nvmf_subsystem_add_listener {nqn=nqn.2026-11.io.viaduct:a, listen_address="
                        + "{trtype=TCP, adrfam=ipv4, traddr=127.0.0.1, trsvcid=4420}}",
                methods.called.getLast());
    }

    @Test
    void shouldDoNothingTheSecondTime() throws Exception {
        apply(FILE, NORMAL);
        assertEquals("Nothing to do: all is as target.yaml declares it.\n", apply(FILE, NORMAL));
        assertEquals(List.of(), methods.called);
    }

    @Test
    void shouldShowWhatItWouldDoAndDoNothing() throws Exception {
        String shown = apply(FILE, DRY);
        assertTrue(shown.startsWith("+ transport TCP\n"), shown);
        assertTrue(shown.endsWith("8 to do; nothing is done.\n"), shown);
        assertEquals(List.of(), methods.called);
    }

    @Test
    void shouldDoTheDifferenceOnly() throws Exception {
        apply(FILE, NORMAL);
        String more = FILE.replace("allow_any_host: false", "allow_any_host: true");
        more = more.replace("\"nqn.2014-08.org.example:h\"", "\"nqn.2014-08.org.example:i\"");
        assertEquals(
                """
                ~ subsystem nqn.2026-11.io.viaduct:a: allow_any_host false -> true
                + host nqn.2014-08.org.example:i of nqn.2026-11.io.viaduct:a
                2 done.
                Not in the file, and left alone:
                    host nqn.2014-08.org.example:h of nqn.2026-11.io.viaduct:a
                """,
                apply(more, NORMAL));
        assertEquals("Nothing", apply(more, NORMAL).substring(0, 7));
    }

    @Test
    void shouldTakeAwayWhatIsNotDeclaredIfAskedTo() throws Exception {
        apply(FILE, NORMAL);
        String less = FILE.substring(0, FILE.indexOf("    listeners:"));
        less = less.replace("  - {kind: malloc, name: Disk1, size: 64MiB}\n", "");
        less += "    namespaces: [{nsid: 5, bdev_name: Disk2}]\n";
        assertEquals(
                """
                - listener TCP 127.0.0.1 4420 of nqn.2026-11.io.viaduct:a
                - host nqn.2014-08.org.example:h of nqn.2026-11.io.viaduct:a
                - namespace 1 of nqn.2026-11.io.viaduct:a
                - bdev Disk1
                4 done.
                """,
                apply(less, PRUNE));
        assertEquals(
                "- subsystem nqn.2026-11.io.viaduct:a",
                apply("transports: []", PRUNE).lines().findFirst().get());
        assertEquals(List.of("nvmf_delete_subsystem", "bdev_null_delete"), calledMethods());
    }

    @Test
    void shouldMakeAnewOnlyWhereThatIsAllowed() throws Exception {
        apply(FILE, NORMAL);
        String larger = FILE.replace("64MiB", "128MiB");
        assertEquals(
                "bdev Disk1: num_blocks 131072 -> 262144; that needs it to be made anew, which"
                        + " --replace allows",
                refusal(larger, NORMAL));
        assertEquals(
                """
                - namespace 1 of nqn.2026-11.io.viaduct:a
                - bdev Disk1
                + bdev Disk1, malloc: block_size 512, num_blocks 262144
                + namespace 1 of nqn.2026-11.io.viaduct:a: bdev_name Disk1
                4 done.
                """,
                apply(larger, REPLACE));
        String without = larger.replace("      - bdev_name: Disk1\n", "");
        assertTrue(
                refusal(without.replace("128MiB", "256MiB"), REPLACE)
                        .contains("does not name namespace 1 of"));
        assertEquals(List.of(), methods.called);
        String deeper = FILE.replace("trtype: tcp", "{trtype: tcp, max_queue_depth: 3}");
        assertTrue(
                refusal(deeper, REPLACE).endsWith("a transport changes with the next start only"));
    }

    @Test
    void shouldTellWhatIsDoneAndWhatIsNotWhenAStepFails() throws Exception {
        methods.failing = "bdev_null_create";
        var out = new ByteArrayOutputStream();
        Path file = file(FILE);
        var failure =
                assertThrows(
                        DeclarationException.class,
                        () -> declarations.apply(file, NORMAL, new PrintStream(out)));
        assertEquals("2 of 8 done, then one failed; what is done stays", failure.getMessage());
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(9, lines.size());
        assertTrue(lines.get(2).startsWith("failed: + bdev Disk2"), lines.get(2));
        assertEquals("    no luck", lines.get(3));
        assertTrue(lines.get(4).startsWith("not done: + subsystem"), lines.get(4));
        assertEquals(List.of("nvmf_create_transport", "bdev_malloc_create"), calledMethods());
        methods.failing = null;
        assertTrue(apply(FILE, NORMAL).endsWith("6 done.\n"));
    }

    @Test
    void shouldRefuseByNameBeforeAnythingIsDone() {
        assertEquals(
                "disks: there is no such section; there are: bdevs, referrals, subsystems,"
                        + " transports",
                refusal("disks: []", NORMAL));
        assertEquals("bdevs: it is no list", refusal("bdevs: 3", NORMAL));
        assertEquals(
                "bdev X: there is no method bdev_tape_create now",
                refusal("bdevs: [{kind: tape, name: X}]", NORMAL));
        assertEquals(
                "bdev X: num_blocks is missing",
                refusal("bdevs: [{kind: malloc, name: X, block_size: 512}]", NORMAL));
        assertEquals(
                "bdev X: there is no parameter colour",
                refusal("bdevs: [{kind: malloc, name: X, size: 1, colour: red}]", NORMAL));
        assertEquals(
                "bdev X: 513B is no multiple of blocks of 512 bytes",
                refusal("bdevs: [{kind: malloc, name: X, size: 513B}]", NORMAL));
        assertEquals(
                "transport TCP is there twice",
                refusal("transports: [{trtype: tcp}, {trtype: TCP}]", NORMAL));
        assertEquals(
                "namespace 1 of n: there is no block device Y, neither here nor in the file",
                refusal("subsystems: [{nqn: n, namespaces: [{bdev_name: Y}]}]", NORMAL));
        assertEquals(
                "listener TCP 1.2.3.4 1 of n: there is no transport TCP, neither here nor in the"
                        + " file",
                refusal(
                        "subsystems: [{nqn: n, listeners: [{trtype: TCP, traddr: 1.2.3.4, trsvcid:"
                                + " 1}]}]",
                        NORMAL));
        assertTrue(refusal("a: [", NORMAL).startsWith("line 1, column 5: "));
        assertEquals(List.of(), methods.called);
    }

    @Test
    void shouldExportWhatItWouldApply() throws Exception {
        apply(FILE, NORMAL);
        String exported = declarations.export();
        assertEquals("Nothing", apply(exported, PRUNE).substring(0, 7));
        assertTrue(exported.contains("trsvcid: '4420'"), exported);
        var other = new FakeMethods();
        var out = new ByteArrayOutputStream();
        new Declarations(other).apply(file(exported), NORMAL, new PrintStream(out));
        assertEquals(methods.configuration.toString(), other.configuration.toString());
        methods.configuration.add(new Call("nvmf_set_config", new LinkedHashMap<>()));
        assertTrue(declarations.export().startsWith("# Not here: nvmf_set_config"));
    }
}
