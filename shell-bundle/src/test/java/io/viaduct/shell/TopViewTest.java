package io.viaduct.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** {@code viaduct:top} and the commands that repeat, through the real gogo. */
class TopViewTest {
    private static final String QPAIRS =
            """
            [{"qid":0,"hostnqn":"h","outstanding":4},
             {"qid":1,"hostnqn":"h","reads":%1$d,"read_bytes":%1$d000000,"writes":0,
              "written_bytes":0,"outstanding":3}]\
            """;

    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    private void serve() throws CommandException {
        gogo.control.answer(
                "nvmf_get_subsystems",
                """
                [{"nqn":"n","subtype":"NVMe","namespaces":[{"nsid":1,"bdev_name":"d"}]},
                 {"nqn":"disc","subtype":"Discovery"}]\
                """);
        // Twice as much at each look.
        gogo.control.inTurn(
                "nvmf_subsystem_get_qpairs", QPAIRS.formatted(1000), QPAIRS.formatted(3000));
        gogo.control.answer("viaduct_get_traffic", "{}");
        gogo.control.inTurn(
                "viaduct_get_reactors",
                "{\"reactors\":[{\"name\":\"reactor_0\",\"busy\":0,\"idle\":100}]}",
                "{\"reactors\":[{\"name\":\"reactor_0\",\"busy\":30,\"idle\":170}]}");
        gogo.control.inTurn(
                "bdev_get_iostat",
                """
                {"tick_rate":1000000,"bdevs":[{"name":"d","num_read_ops":0,"bytes_read":0}]}\
                """,
                """
                {"tick_rate":1000000,"bdevs":[{"name":"d","num_read_ops":10,"bytes_read":5000000,
                  "read_latency_ticks":500}]}\
                """);
    }

    @Test
    void shouldShowWhatWasDoneBetweenTwoLooks() throws Exception {
        serve();
        JsonNode shown =
                new ObjectMapper().readTree(gogo.run("viaduct:top --interval 1 --count 1 --json"));
        assertEquals(30, shown.at("/reactors/0/busy").asInt());
        JsonNode host = shown.at("/hosts/0");
        assertEquals("h", host.get("hostnqn").asText());
        assertEquals(3, host.get("outstanding").asInt());
        // By the clock, at least a second has passed.
        double iops = host.get("iops").asDouble();
        assertTrue(iops > 0 && iops <= 2000, host::toString);
        assertEquals(iops, host.get("read_mb_per_sec").asDouble(), iops / 1000);
        assertEquals(0, host.get("write_mb_per_sec").asDouble());
        assertEquals("d", shown.at("/namespaces/0/bdev_name").asText());
    }

    @Test
    void shouldShowTablesWithTheTimeThatDevicesTook() throws Exception {
        serve();
        List<String> lines = gogo.run("viaduct:top --interval 1 --count 1").lines().toList();
        assertEquals("REACTOR    BUSY %", lines.get(0));
        assertEquals("reactor_0      30", lines.get(1));
        assertTrue(lines.get(3).matches("HOST +SUBSYSTEM +IOPS +READ MB/S +WRITE MB/S +DEPTH"));
        assertTrue(lines.get(7).matches("n +1 +d +[0-9.]+ +[0-9.]+ +0.0 +50.0"), lines.get(7));
    }

    @Test
    void shouldShowWhatAHostDidInANamespace() throws Exception {
        serve();
        String pair =
                """
                {"hosts":[{"nqn":"n","hostnqn":"h","nsid":1,"reads":0,"read_bytes":0,
                  "writes":%1$d,"written_bytes":%1$d000000}]}\
                """;
        gogo.control.inTurn("viaduct_get_traffic", pair.formatted(1000), pair.formatted(9000));
        String shown = gogo.run("viaduct:top --interval 1 --count 1");
        String last = shown.lines().toList().getLast();
        assertTrue(last.matches("h +n +1 +[1-9][0-9.]* +0.0 +[1-9][0-9.]*"), shown);
    }

    @Test
    void shouldSayThatNobodyCountsWhatDevicesDo() throws Exception {
        serve();
        gogo.control.withdraw("bdev_get_iostat");
        assertTrue(
                gogo.run("viaduct:top --interval 1 --count 1")
                        .endsWith("there is no bdev_get_iostat now.\n"));
    }

    @Test
    void shouldRepeatAsOftenAsAsked() throws Exception {
        gogo.control.answer("bdev_get_bdevs", "[]");
        gogo.control.answer("nvmf_get_subsystems", "[]");
        assertEquals(
                "There are no block devices.\n\nThere are no block devices.\n",
                gogo.run("bdev:watch --interval 1 --count 2"));
        assertEquals("There are no subsystems.\n", gogo.run("nvmf:watch --count 1"));
        var refused =
                assertThrows(CommandException.class, () -> gogo.run("bdev:watch --interval 0"));
        assertEquals("--interval 0: it is from 1 to 3600 seconds", refused.getMessage());
        refused = assertThrows(CommandException.class, () -> gogo.run("bdev:watch --count 0"));
        assertEquals("--count 0: it is at least 1", refused.getMessage());
    }
}
