package io.viaduct.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which number of the platform each metric is: all of them change when it does. */
class MetricsTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:a";

    private final FakePlatform platform = new FakePlatform();
    private final Metrics metrics = new Metrics(platform);

    /** Value by name and labels. */
    private Map<String, String> gather() throws IOException, InterruptedException {
        var bytes = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.builder().build().write(bytes, metrics.gather());
        Map<String, String> values = new TreeMap<>();
        bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(
                        line -> {
                            int space = line.lastIndexOf(' ');
                            values.put(line.substring(0, space), line.substring(space + 1));
                        });
        return values;
    }

    private static Map<String, Object> moved(Map<String, Object> whose, long factor) {
        Map<String, Object> all = new TreeMap<>(whose);
        all.putAll(
                Map.of(
                        "commands", 9 * factor,
                        "reads", factor,
                        "read_bytes", 2 * factor,
                        "writes", 3 * factor,
                        "written_bytes", 4 * factor,
                        "media_errors", 5 * factor));
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1", "1000"})
    void shouldTellWhatHostsHaveMoved(long factor) throws Exception {
        Map<String, Object> namespace = Map.of("nqn", NQN, "nsid", 7);
        Map<String, Object> controller = Map.of("nqn", NQN, "hostnqn", "nqn.h", "cntlid", 2);
        platform.answer(
                "nvmf_tgt",
                "viaduct_get_traffic",
                Map.of(
                        "namespaces", List.of(moved(namespace, factor)),
                        "controllers", List.of(moved(controller, 10 * factor)),
                        "held", factor));
        Map<String, String> values = gather();
        String of = "{nsid=\"7\",subsystem=\"" + NQN + "\",target=\"nvmf_tgt\"}";
        String from = "{cntlid=\"2\",host=\"nqn.h\",subsystem=\"" + NQN + "\",target=\"nvmf_tgt\"}";
        assertNumber(factor, values.get("viaduct_namespace_reads_total" + of));
        assertNumber(2 * factor, values.get("viaduct_namespace_read_bytes_total" + of));
        assertNumber(3 * factor, values.get("viaduct_namespace_writes_total" + of));
        assertNumber(4 * factor, values.get("viaduct_namespace_written_bytes_total" + of));
        assertNumber(5 * factor, values.get("viaduct_namespace_media_errors_total" + of));
        assertNumber(90 * factor, values.get("viaduct_host_commands_total" + from));
        assertNumber(10 * factor, values.get("viaduct_host_reads_total" + from));
        assertNumber(20 * factor, values.get("viaduct_host_read_bytes_total" + from));
        assertNumber(30 * factor, values.get("viaduct_host_writes_total" + from));
        assertNumber(40 * factor, values.get("viaduct_host_written_bytes_total" + from));
        assertNumber(50 * factor, values.get("viaduct_host_media_errors_total" + from));
        assertNumber(factor, values.get("viaduct_namespaces_held{target=\"nvmf_tgt\"}"));
    }

    @Test
    void shouldTellOfAllTargets() throws Exception {
        platform.answers.put("nvmf_get_targets", List.of("other", "nvmf_tgt"));
        Map<String, Object> namespace = Map.of("nqn", NQN, "nsid", 7);
        for (String target : List.of("other", "nvmf_tgt")) {
            var moved = moved(namespace, target.length());
            platform.answer(
                    target, "viaduct_get_traffic", Map.of("namespaces", List.of(moved), "held", 1));
        }
        Map<String, String> values = gather();
        String reads = "viaduct_namespace_reads_total{nsid=\"7\",subsystem=\"" + NQN + "\",target=";
        assertNumber(5, values.get(reads + "\"other\"}"));
        assertNumber(8, values.get(reads + "\"nvmf_tgt\"}"));
        assertNumber(1, values.get("viaduct_namespaces_held{target=\"other\"}"));
    }

    @ParameterizedTest
    @CsvSource({"1", "1000"})
    void shouldTellWhatReactorsAndTheirBuffersDo(long factor) throws Exception {
        platform.answers.put(
                "viaduct_get_reactors",
                Map.of(
                        "tick_rate",
                        1000,
                        "reactors",
                        List.of(
                                Map.of(
                                        "name", "reactor_0",
                                        "busy", 1000 * factor,
                                        "idle", 2000 * factor,
                                        "faults", 3 * factor,
                                        "stalls", 4 * factor))));
        platform.answer(
                "nvmf_tgt",
                "nvmf_get_stats",
                Map.of(
                        "poll_groups",
                        List.of(
                                Map.of(
                                        "name", "reactor_0",
                                        "admin_qpairs", 5 * factor,
                                        "io_qpairs", 6 * factor,
                                        "current_admin_qpairs", 7 * factor,
                                        "current_io_qpairs", 8 * factor))));
        platform.answers.put(
                "iobuf_get_stats",
                List.of(
                        Map.of(
                                "small_pool",
                                Map.of("cache", factor, "main", factor, "retry", 3 * factor),
                                "large_pool",
                                Map.of("cache", 4 * factor, "main", 0, "retry", 5 * factor))));
        Map<String, String> values = gather();
        String reactor = "{reactor=\"reactor_0\"}";
        assertNumber(factor, values.get("viaduct_reactor_busy_seconds_total" + reactor));
        assertNumber(2 * factor, values.get("viaduct_reactor_idle_seconds_total" + reactor));
        assertNumber(3 * factor, values.get("viaduct_reactor_faults_total" + reactor));
        assertNumber(4 * factor, values.get("viaduct_reactor_stalls_total" + reactor));
        String admin = "{kind=\"admin\",reactor=\"reactor_0\",target=\"nvmf_tgt\"}";
        String io = "{kind=\"io\",reactor=\"reactor_0\",target=\"nvmf_tgt\"}";
        assertNumber(5 * factor, values.get("viaduct_connections_ever_total" + admin));
        assertNumber(6 * factor, values.get("viaduct_connections_ever_total" + io));
        assertNumber(7 * factor, values.get("viaduct_connections" + admin));
        assertNumber(8 * factor, values.get("viaduct_connections" + io));
        assertNumber(2 * factor, values.get("viaduct_buffers_served_total{size=\"small\"}"));
        assertNumber(3 * factor, values.get("viaduct_buffers_waited_total{size=\"small\"}"));
        assertNumber(4 * factor, values.get("viaduct_buffers_served_total{size=\"large\"}"));
        assertNumber(5 * factor, values.get("viaduct_buffers_waited_total{size=\"large\"}"));
    }

    @ParameterizedTest
    @CsvSource({"1", "1000"})
    void shouldTellWhatDevicesHaveDone(long factor) throws Exception {
        Map<String, Object> counts =
                Map.of(
                        "name", "M0",
                        "num_read_ops", factor,
                        "bytes_read", 2 * factor,
                        "read_latency_ticks", 3000 * factor,
                        "num_write_ops", 4 * factor,
                        "bytes_written", 5 * factor,
                        "num_unmap_ops", 6 * factor,
                        "bytes_unmapped", 7 * factor);
        platform.answers.put(
                "bdev_get_iostat", Map.of("tick_rate", 1000, "bdevs", List.of(counts)));
        Map<String, String> values = gather();
        assertNumber(factor, values.get("viaduct_bdev_reads_total{bdev=\"M0\"}"));
        assertNumber(2 * factor, values.get("viaduct_bdev_read_bytes_total{bdev=\"M0\"}"));
        assertNumber(3 * factor, values.get("viaduct_bdev_read_seconds_total{bdev=\"M0\"}"));
        assertNumber(4 * factor, values.get("viaduct_bdev_writes_total{bdev=\"M0\"}"));
        assertNumber(5 * factor, values.get("viaduct_bdev_write_bytes_total{bdev=\"M0\"}"));
        assertNumber(6 * factor, values.get("viaduct_bdev_unmaps_total{bdev=\"M0\"}"));
        assertNumber(7 * factor, values.get("viaduct_bdev_unmap_bytes_total{bdev=\"M0\"}"));
        assertEquals(null, values.get("viaduct_bdev_write_seconds_total{bdev=\"M0\"}"));
    }

    @Test
    void shouldTellOfSwapsModulesAndWhatWaits() throws Exception {
        platform.answer(
                "nvmf_tgt",
                "viaduct_get_swaps",
                Map.of(
                        "summary", List.of(Map.of("kind", "bdev", "max_ms", 1500)),
                        "swaps", List.of(Map.of("sequence", 3), Map.of("sequence", 4))));
        Map<String, Object> well = Map.of("bundle", "a", "instance", 1, "state", "active");
        Map<String, Object> ill =
                Map.of("bundle", "b", "instance", 2, "state", "quarantined", "faults", 8);
        platform.answers.put("viaduct_get_modules", List.of(well, ill));
        platform.answers.put("viaduct_get_waiting", List.of(Map.of(), Map.of()));
        platform.answers.put("viaduct_get_departing", List.of(Map.of()));
        Map<String, String> values = gather();
        assertNumber(4, values.get("viaduct_swaps_total{target=\"nvmf_tgt\"}"));
        String waited = "viaduct_swap_wait_max_seconds{kind=\"bdev\",target=\"nvmf_tgt\"}";
        assertNumber(1.5, values.get(waited));
        assertNumber(1, values.get("viaduct_modules_quarantined"));
        String module = "viaduct_module_faults_total{bundle=\"b\",instance=\"2\"}";
        assertNumber(8, values.get(module));
        assertNumber(2, values.get("viaduct_objects_waiting"));
        assertNumber(1, values.get("viaduct_devices_departing"));
    }

    @Test
    void shouldLeaveOutWhatThereIsNot() throws Exception {
        Map<String, String> values = gather();
        assertEquals(null, values.get("viaduct_namespaces_held{target=\"nvmf_tgt\"}"));
        assertNumber(0, values.get("viaduct_swaps_total{target=\"nvmf_tgt\"}"));
    }

    private static void assertNumber(double expected, String found) {
        assertEquals(expected, Double.parseDouble(String.valueOf(found)));
    }
}
