package io.viaduct.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.RpcException;

import org.apache.felix.service.command.Process;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What commands call and print, through the real gogo. */
class CommandsTest {
    private static final String NQN = "nqn.2016-06.io.spdk:cnode1";
    private static final String SWAPS =
            """
            {"summary":[
              {"kind":"bdev","count":1,"measured":1,"median_ms":110.0,"max_ms":110.0},
              {"kind":"transport","count":1,"measured":0,"median_ms":0.0,"max_ms":0.0}],
             "swaps":[
              {"sequence":41,"kind":"bdev","what":"Malloc0","nqn":"n","nsid":1,"began":1000,
               "gate_ms":120.456,"wait_ms":110.0,"parked":7,"outcome":"resumed"},
              {"sequence":42,"kind":"transport","what":"TCP","nqn":null,"nsid":null,"began":2000,
               "gate_ms":9.0,"wait_ms":0.0,"parked":0,"outcome":"refused"}]}\
            """;

    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    private void assertCalls(String line, String... calls) throws Exception {
        gogo.control.calls.clear();
        gogo.run(line);
        assertEquals(List.of(calls), gogo.control.calls, line);
    }

    private String refusal(String line) {
        return assertThrows(CommandException.class, () -> gogo.run(line)).getMessage();
    }

    private void twoBdevs() throws CommandException {
        gogo.control.answer(
                "bdev_get_bdevs",
                """
                [{"name":"Malloc0","product_name":"Malloc disk","block_size":512,"num_blocks":131072,
                  "uuid":"ceccf520-691e-4b46-9546-34af789907c5","claimed":true,"aliases":["a","b"],
                  "supported_io_types":{"read":true,"write":true,"zcopy":false},
                  "driver_specific":{"kind":{"depth":3}}},
                 {"name":"Null0","product_name":"Null disk","block_size":4096,"num_blocks":3,
                  "uuid":"00000000-0000-0000-0000-000000000001","claimed":false}]\
                """);
    }

    @Test
    void shouldListBlockDevicesAsATable() throws Exception {
        twoBdevs();
        assertEquals(
                """
                NAME     KIND         SIZE    BLOCK  CLAIMED  UUID
                Malloc0  Malloc disk  64 MiB    512  yes      ceccf520-691e-4b46-9546-34af789907c5
                Null0    Null disk    12 KiB   4096  no       00000000-0000-0000-0000-000000000001
                """,
                gogo.run("bdev:list"));
    }

    @Test
    void shouldSayThatThereIsNothing() throws Exception {
        gogo.control.answer("bdev_get_bdevs", "[]");
        assertEquals("There are no block devices.\n", gogo.run("bdev:list"));
        assertEquals("[ ]\n", gogo.run("bdev:list --json"));
    }

    @Test
    void shouldShowAllOfABlockDevice() throws Exception {
        twoBdevs();
        String shown = gogo.run("bdev:show Malloc0");
        assertTrue(shown.contains("supported_io_types          read write\n"), shown);
        assertTrue(shown.contains("driver_specific.kind.depth  3\n"), shown);
        assertTrue(shown.contains("aliases                     a b\n"), shown);
        assertTrue(gogo.run("bdev:show Malloc0 --json").contains("  \"block_size\" : 512,\n"));
        assertEquals("bdev_get_bdevs {\"name\":\"Malloc0\"}", gogo.control.calls.getFirst());
    }

    @Test
    void shouldCreateBlockDevices() throws Exception {
        gogo.control.answer("bdev_malloc_create", "\"Malloc0\"");
        gogo.control.answer("bdev_null_create", "\"Null0\"");
        assertCalls(
                "bdev:create malloc Malloc0 64",
                "bdev_malloc_create"
                        + " {\"name\":\"Malloc0\",\"block_size\":512,\"num_blocks\":131072}");
        assertCalls(
                "bdev:create null Null0 1GiB 4096 --uuid u",
                "bdev_null_create {\"name\":\"Null0\",\"block_size\":4096,\"num_blocks\":262144,"
                        + "\"uuid\":\"u\"}");
        assertEquals("Created Malloc0, 64 MiB.\n", gogo.run("bdev:create malloc Malloc0 64MiB"));
        gogo.control.answer("bdev_file_create", "\"F\"");
        assertCalls(
                "bdev:create file F filename=/dev/x",
                "bdev_file_create {\"name\":\"F\",\"filename\":\"/dev/x\"}");
    }

    @Test
    void shouldRefuseSizesThatMakeNoSense() {
        assertEquals("'lots' is no size; say 64MiB or 1GiB", refusal("bdev:create null a lots"));
        assertEquals(
                "513B is no multiple of blocks of 512 bytes", refusal("bdev:create null a 513B"));
        assertEquals("'99999999T' is too large", refusal("bdev:create null a 99999999T"));
        assertEquals(
                "there is no kind tape; there are: file malloc null",
                refusal("bdev:create tape a 1"));
        assertEquals(
                "a device of kind file takes no size; usage: viaduct:methods bdev_file_create",
                refusal("bdev:create file a 1"));
        assertEquals(List.of(), gogo.control.calls);
    }

    @Test
    void shouldDeleteABlockDeviceByItsKind() throws Exception {
        twoBdevs();
        gogo.control.answer("bdev_malloc_delete", "true");
        assertCalls(
                "bdev:remove Malloc0",
                "bdev_get_bdevs {\"name\":\"Malloc0\"}",
                "bdev_malloc_delete {\"name\":\"Malloc0\"}");
        gogo.control.answer("bdev_get_bdevs", "[{\"name\":\"x\",\"product_name\":\"AIO disk\"}]");
        assertEquals(
                "x is a AIO disk and there is no bdev_aio_delete; see viaduct:methods delete",
                refusal("bdev:remove x"));
    }

    @Test
    void shouldSayHowACommandIsUsed() throws Exception {
        assertEquals("NAME is missing; usage: bdev:show NAME [--json]", refusal("bdev:show"));
        assertEquals("'b' is too much; usage: bdev:show NAME [--json]", refusal("bdev:show a b"));
        assertEquals("no option --xml; usage: bdev:list [--json]", refusal("bdev:list --xml"));
        assertTrue(refusal("nvmf:create a --serial").startsWith("--serial wants a value; usage: "));
        assertEquals(
                "usage: bdev:list [--json]\nLists the block devices.\n",
                gogo.run("bdev:list --help"));
        assertTrue(
                gogo.run("viaduct:help")
                        .contains(
                                "\n"
                                        + "nvmf:add-ns NQN BDEV [NSID] [NAME=VALUE ...] [--target"
                                        + " TARGET]\n"));
        assertEquals(
                "bdev:remove NAME\n    Deletes a block device.\n",
                gogo.run("viaduct:help bdev:remove"));
    }

    @Test
    void shouldTellARefusalInOneLine() throws Exception {
        gogo.control.refusals.put("bdev_get_bdevs", new RpcException(-19, "No such device"));
        assertEquals("No such device; there are: bdev:list", refusal("bdev:list"));
        gogo.control.refusals.put(
                "bdev_get_bdevs",
                new RpcException(-22, "Invalid argument", Map.of("field", "name")));
        assertEquals("Invalid argument: {\"field\":\"name\"}", refusal("bdev:list"));
        Map<String, Object> detail =
                Map.of("parameter", "name", "value", "x", "reason", "not here");
        gogo.control.refusals.put(
                "bdev_get_bdevs", new RpcException(-32602, "Invalid parameters", detail));
        assertEquals("Invalid parameters: name x: not here", refusal("bdev:list"));
        gogo.control.refusals.put("bdev_get_bdevs", new RpcException(-5, ""));
        assertEquals("error -5", refusal("bdev:list"));
        assertEquals(
                "there is no method nvmf_get_subsystems now; its bundle may be missing:"
                        + " plugin:list",
                refusal("nvmf:list"));
    }

    @Test
    void shouldListSubsystemsWithinAHundredColumns() throws Exception {
        String longNqn = "nqn.2014-08.org.example:" + "x".repeat(190);
        gogo.control.answer(
                "nvmf_get_subsystems",
                """
                [{"nqn":"%s","subtype":"NVMe","listen_addresses":[{}],"allow_any_host":true,
                  "hosts":[],"serial_number":"SPDK00000000000001","namespaces":[{},{}]},
                 {"nqn":"%s","subtype":"NVMe","listen_addresses":[],"allow_any_host":false,
                  "hosts":[{}],"serial_number":"2","namespaces":[]}]\
                """
                        .formatted(NQN, longNqn));
        List<String> lines = gogo.run("nvmf:list").lines().toList();
        assertEquals("NQN  TYPE  SERIAL  NAMESPACES  LISTENERS  HOSTS", squeezed(lines.get(0)));
        assertEquals(NQN + "  NVMe  SPDK00000000000001  2  1  any", squeezed(lines.get(1)));
        assertTrue(lines.get(2).contains("...  NVMe"), lines.get(2));
        lines.forEach(line -> assertTrue(line.length() <= Table.COLUMNS_MAX, line));
    }

    private static String squeezed(String line) {
        return line.strip().replaceAll(" {2,}", "  ");
    }

    @Test
    void shouldShowASubsystem() throws Exception {
        gogo.control.answer(
                "nvmf_get_subsystems",
                """
                [{"nqn":"%s","subtype":"NVMe","allow_any_host":false,"hosts":[{"nqn":"nqn.h:1"}],
                  "listen_addresses":[{"trtype":"TCP","adrfam":"IPv4","traddr":"127.0.0.1",
                    "trsvcid":"4420"}],
                  "serial_number":"S1","model_number":"M1",
                  "namespaces":[{"nsid":1,"bdev_name":"Malloc0","uuid":"u","nguid":"n"}]}]\
                """
                        .formatted(NQN));
        assertEquals(
                """
                nqn.2016-06.io.spdk:cnode1 (NVMe)
                Serial number: S1
                Model number:  M1

                NSID  BDEV     UUID  NGUID
                   1  Malloc0  u     n

                TRTYPE  FAMILY  ADDRESS    PORT
                TCP     IPv4    127.0.0.1  4420

                HOST
                nqn.h:1
                """,
                gogo.run("nvmf:show " + NQN));
    }

    @Test
    void shouldShowWhoIsConnected() throws Exception {
        gogo.control.answer(
                "nvmf_subsystem_get_controllers",
                "[{\"cntlid\":1,\"hostnqn\":\"nqn.h:1\",\"hostid\":\"id\",\"num_io_qpairs\":2}]");
        gogo.control.answer(
                "nvmf_subsystem_get_qpairs",
                """
                [{"cntlid":1,"qid":0,"state":"active","thread":"reactor_0","hostnqn":"nqn.h:1",
                  "peer_address":{"trtype":"TCP","traddr":"127.0.0.1","trsvcid":"50000"}}]\
                """);
        assertEquals(
                """
                CNTLID  HOST     HOST ID  IO QPAIRS
                     1  nqn.h:1  id               2
                """,
                gogo.run("nvmf:controllers " + NQN));
        assertEquals(
                """
                CNTLID  QID  STATE   THREAD     PEER                 HOST
                     1    0  active  reactor_0  TCP 127.0.0.1 50000  nqn.h:1
                """,
                gogo.run("nvmf:qpairs " + NQN));
    }

    @Test
    void shouldChangeTheTarget() throws Exception {
        gogo.control.answer("nvmf_create_transport", "true");
        gogo.control.answer("nvmf_create_subsystem", "true");
        gogo.control.answer("nvmf_delete_subsystem", "true");
        gogo.control.answer("nvmf_subsystem_add_ns", "1");
        gogo.control.answer("nvmf_subsystem_remove_ns", "true");
        assertCalls(
                "nvmf:create-transport TCP --queue-depth 64",
                "nvmf_create_transport {\"trtype\":\"TCP\",\"max_queue_depth\":64}");
        assertCalls(
                "nvmf:create n --any-host --serial S",
                "nvmf_create_subsystem"
                        + " {\"nqn\":\"n\",\"allow_any_host\":true,\"serial_number\":\"S\"}");
        assertCalls("nvmf:remove n", "nvmf_delete_subsystem {\"nqn\":\"n\"}");
        assertCalls(
                "nvmf:add-ns n Malloc0 5",
                "nvmf_subsystem_add_ns"
                        + " {\"nqn\":\"n\",\"namespace\":{\"nsid\":5,\"bdev_name\":\"Malloc0\"}}");
        assertCalls("nvmf:remove-ns n 5", "nvmf_subsystem_remove_ns {\"nqn\":\"n\",\"nsid\":5}");
        assertCalls(
                "nvmf:add-ns n Malloc0 5 namespace.nguid=12",
                "nvmf_subsystem_add_ns {\"nqn\":\"n\","
                        + "\"namespace\":{\"nsid\":5,\"bdev_name\":\"Malloc0\",\"nguid\":\"12\"}}");
        assertEquals("'x' is no number", refusal("nvmf:remove-ns n x"));
    }

    @Test
    void shouldMeanTheFirstOfSeveralTargetsUnlessToldOtherwise() throws Exception {
        gogo.control.answer("nvmf_delete_subsystem", "true");
        gogo.control.answer("nvmf_subsystem_get_controllers", "[]");
        String delete = "nvmf_delete_subsystem {\"nqn\":\"n\"";
        String other = ",\"tgt_name\":\"other\"}";
        assertCalls("nvmf:remove n", delete + "}");
        assertCalls("nvmf:remove n --target other", delete + other);
        gogo.control.answer("nvmf_get_targets", "[\"other\",\"nvmf_tgt\"]");
        assertCalls("nvmf:remove n", delete + ",\"tgt_name\":\"nvmf_tgt\"}");
        assertCalls(
                "nvmf:controllers n --target other",
                "nvmf_subsystem_get_controllers {\"nqn\":\"n\"" + other);
    }

    @Test
    void shouldListenAndLetHostsIn() throws Exception {
        for (String method :
                List.of(
                        "add_listener",
                        "remove_listener",
                        "add_host",
                        "remove_host",
                        "allow_any_host")) {
            gogo.control.answer("nvmf_subsystem_" + method, "true");
        }
        String where =
                " {\"nqn\":\"n\",\"listen_address\":{\"trtype\":\"TCP\",\"adrfam\":\"ipv4\","
                        + "\"traddr\":\"127.0.0.1\",\"trsvcid\":\"4420\"}}";
        assertCalls("nvmf:listen n TCP 127.0.0.1 4420", "nvmf_subsystem_add_listener" + where);
        assertCalls("nvmf:unlisten n TCP 127.0.0.1 4420", "nvmf_subsystem_remove_listener" + where);
        assertCalls(
                "nvmf:listen n TCP ::1 4420",
                "nvmf_subsystem_add_listener"
                        + where.replace("ipv4", "ipv6").replace("127.0.0.1", "::1"));
        assertCalls("nvmf:allow n h", "nvmf_subsystem_add_host {\"nqn\":\"n\",\"host\":\"h\"}");
        assertCalls("nvmf:deny n h", "nvmf_subsystem_remove_host {\"nqn\":\"n\",\"host\":\"h\"}");
        assertCalls(
                "nvmf:deny n any",
                "nvmf_subsystem_allow_any_host {\"nqn\":\"n\",\"allow_any_host\":false}");
    }

    @Test
    void shouldCallAnyMethod() throws Exception {
        gogo.control.answer("echo", "{\"a\":[1,2]}");
        assertEquals(
                "{\n  \"a\" : [\n    1,\n    2\n  ]\n}\n",
                gogo.run("viaduct:rpc echo '{\"name\":\"x\"}'"));
        assertEquals(List.of("echo {\"name\":\"x\"}"), gogo.control.calls);
        gogo.control.answer("bdev_file_create", "true");
        assertCalls(
                "viaduct:rpc bdev_file_create name=7 filename=/a=b readonly=true more=8",
                "bdev_file_create"
                        + " {\"name\":\"7\",\"filename\":\"/a=b\",\"readonly\":true,\"more\":8}");
        assertEquals(
                "readonly maybe: it is neither true nor false",
                refusal("viaduct:rpc bdev_file_create readonly=maybe"));
        assertEquals(
                "{name:x} is no JSON; is it between single quotes?",
                refusal("viaduct:rpc echo {\"name\":\"x\"}"));
    }

    @Test
    void shouldShowMethodsReactorsAndVersions() throws Exception {
        assertEquals(
                "METHOD          DESCRIPTION\nbdev_get_bdevs  Lists block devices.\n",
                gogo.run("viaduct:methods get_bdevs"));
        assertTrue(gogo.run("viaduct:methods bdev_get_bdevs").contains("    Also: get_bdevs\n"));
        gogo.control.answer("spdk_get_version", "{\"version\":\"SPDK v26.09\"}");
        assertTrue(gogo.run("viaduct:version").startsWith("Viaduct 0.1.0.test\nJava 2"));
        gogo.control.answer(
                "framework_get_reactors",
                "{\"reactors\":[{\"lcore\":0,\"busy\":25,\"idle\":75,\"lw_threads\":[]}]}");
        assertEquals(
                "CORE  BUSY TICKS  IDLE TICKS  BUSY %  THREADS\n"
                        + "   0          25          75      25\n",
                gogo.run("viaduct:reactors"));
    }

    @Test
    void shouldShowAMethodThatAModuleBringsWithAnExample() throws Exception {
        String shown =
                """
                bdev_file_create
                    Does.
                    When: runtime
                    Type: viaduct:rpc bdev_file_create name=F0 filename=STRING
                PARAMETER  TYPE     REQUIRED  DESCRIPTION
                name       string   yes       Name.
                filename   string   yes       File.
                readonly   boolean  no        Or not.
                """;
        assertEquals(shown, gogo.run("viaduct:methods bdev_file_create"));
        assertEquals(shown, gogo.run("viaduct:help bdev_file_create"));
        assertTrue(
                gogo.run("viaduct:help nvmf_subsystem_add_ns")
                        .contains("\nnamespace.nguid  string"));
        assertEquals("there is no command and no method x", refusal("viaduct:help x"));
    }

    @Test
    void shouldListModulesAndWhyOneIsQuarantined() throws Exception {
        gogo.control.answer(
                "viaduct_get_modules",
                """
                [{"bundle":"io.viaduct.bdev.malloc","placement":"inline","state":"active",
                  "bdevs":["M","N"],"outstanding":3,"faults":0},
                 {"bundle":"org.example","placement":"isolated","state":"quarantined",
                  "since":"2026-01-01T00:00:00Z","reason":"stuck","bdevs":[],"outstanding":1,
                  "faults":2}]\
                """);
        String shown = gogo.run("viaduct:modules");
        assertTrue(shown.contains("io.viaduct.bdev.malloc"), shown);
        assertTrue(shown.contains("org.example since 2026-01-01T00:00:00Z: stuck"), shown);
        gogo.control.answer("viaduct_get_modules", "[]");
        assertEquals("No bundle has devices.\n", gogo.run("viaduct:modules"));
    }

    @Test
    void shouldListSwapsAndSumThemUp() throws Exception {
        gogo.control.answer("viaduct_get_swaps", SWAPS);
        assertEquals(
                "NUMBER  BEGAN            WHAT           NSID  PARKED  GATE MS  WAIT MS\n"
                        + "    41  01-01 00:00:01Z  bdev Malloc0      1       7    120.5    110.0"
                        + "  resumed\n"
                        + "    42  01-01 00:00:02Z  transport TCP             0      9.0      0.0"
                        + "  refused\n"
                        + "bdev: 1, of which 1 kept commands waiting: median 110.0 ms,"
                        + " longest 110.0 ms\n"
                        + "transport: 1, of which 0 kept commands waiting: median 0.0 ms,"
                        + " longest 0.0 ms\n",
                gogo.run("viaduct:swaps"));
        assertCalls("viaduct:swaps bdev --json", "viaduct_get_swaps {\"kind\":\"bdev\"}");
        gogo.control.answer("viaduct_get_swaps", "{}");
        assertEquals("Nothing has been replaced.\n", gogo.run("viaduct:swaps"));
    }

    @Test
    void shouldStopThePlatform() throws Exception {
        assertEquals("Stopping.\n", gogo.run("viaduct:stop"));
        assertTrue(gogo.stopped);
    }

    @Test
    void shouldPrintIntoPipes() throws Exception {
        twoBdevs();
        gogo.processor.addCommand("test", new Upper(), "upper");
        assertTrue(gogo.run("bdev:list | upper").contains("MALLOC0  MALLOC DISK"));
    }

    /** Prints what it reads in upper case. */
    public static final class Upper {
        public void upper() throws IOException {
            byte[] all = Process.Utils.current().in().readAllBytes();
            String text = new String(all, StandardCharsets.UTF_8);
            Process.Utils.current().out().print(text.toUpperCase(Locale.ROOT));
        }
    }
}
