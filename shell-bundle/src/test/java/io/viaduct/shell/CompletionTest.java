package io.viaduct.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a word may become, through the real gogo. */
class CompletionTest {
    private final Gogo gogo = new Gogo();

    @BeforeEach
    void fill() throws CommandException {
        gogo.control.answer(
                "nvmf_get_subsystems",
                """
                [{"nqn":"nqn.a:1","hosts":[{"nqn":"nqn.h:1"}],"namespaces":[{"nsid":7}]},
                 {"nqn":"nqn.b:2"}]\
                """);
        gogo.control.answer("nvmf_subsystem_get_controllers", "[{\"hostnqn\":\"nqn.h:2\"}]");
        gogo.control.answer("bdev_get_bdevs", "[{\"name\":\"Disk1\"},{\"name\":\"Null1\"}]");
        gogo.control.answer("nvmf_get_transports", "[{\"trtype\":\"TCP\"}]");
        gogo.control.answer("viaduct_plugin_list", "[{\"name\":\"io.viaduct.rpc\"}]");
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    private void assertCompletes(String line, String... candidates) throws Exception {
        String printed = gogo.run("viaduct:complete '" + line + "'");
        String expected = candidates.length == 0 ? "" : String.join("\n", candidates) + "\n";
        assertEquals(expected, printed, line);
    }

    @Test
    void shouldCompleteCommandsAndOptions() throws Exception {
        assertCompletes("bdev:cr", "bdev:create");
        assertCompletes("bdev:list ", "--json");
        assertCompletes("nvmf:create x --s", "--serial");
        assertCompletes("no:such ");
        assertTrue(gogo.run("viaduct:complete ''").contains("nvmf:doctor\n"));
    }

    @Test
    void shouldCompleteTheNamesOfWhatIsThere() throws Exception {
        assertCompletes("nvmf:show nqn.", "nqn.a:1", "nqn.b:2");
        assertCompletes("bdev:remove D", "Disk1");
        assertCompletes("nvmf:add-ns nqn.a:1 ", "--target", "Disk1", "Null1");
        assertCompletes("nvmf:remove-ns nqn.a:1 ", "--target", "7");
        assertCompletes("nvmf:allow nqn.a:1 ", "--target", "any", "nqn.h:1", "nqn.h:2");
        assertCompletes("nvmf:listen nqn.a:1 ", "--target", "TCP");
        gogo.control.answer("nvmf_get_targets", "[\"other\",\"nvmf_tgt\"]");
        assertCompletes("nvmf:list --target ", "nvmf_tgt", "other");
        assertCompletes("nvmf:remove --target other nqn.b", "nqn.b:2");
        assertCompletes("plugin:stop i", "io.viaduct.rpc");
        assertCompletes("bdev:create ", "--uuid", "file", "malloc", "null");
        assertCompletes("viaduct:import n", "nvmet");
    }

    @Test
    void shouldCompleteMethodsAndTheirParameters() throws Exception {
        assertCompletes("viaduct:rpc bdev_malloc_", "bdev_malloc_create", "bdev_malloc_delete");
        assertCompletes("viaduct:rpc bdev_file_create name=x f", "filename=");
        assertCompletes("bdev:create file F r", "readonly=");
        assertCompletes("nvmf:add-ns n B names", "namespace.nguid=", "namespace.nsid=");
        assertCompletes("viaduct:help bdev_file", "bdev_file_create");
    }

    @Test
    void shouldCompleteToNothingWhatCannotBeAskedFor() throws Exception {
        gogo.control.results.clear();
        assertCompletes("nvmf:show ");
    }
}
