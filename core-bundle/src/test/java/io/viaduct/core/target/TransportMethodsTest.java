package io.viaduct.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class TransportMethodsTest {
    private static final String CREATE = "nvmf_create_transport";

    private final TargetFixture f = new TargetFixture();

    @AfterEach
    void close() {
        f.close();
    }

    private Map<?, ?> shown() throws Exception {
        return (Map<?, ?>) ((List<?>) f.call("nvmf_get_transports", null)).getFirst();
    }

    @Test
    void shouldPutOptionsOverTheTransportsDefaults() throws Exception {
        f.call(CREATE, Map.of("trtype", "tcp", "max_queue_depth", 64, "c2h_success", false));
        assertEquals("TCP", shown().get("trtype"));
        assertEquals(64, shown().get("max_queue_depth"));
        assertEquals(131072, shown().get("max_io_size"));
        assertEquals(false, shown().get("c2h_success"));
        assertEquals(4294967295L, shown().get("iobuf_small_cache_size"));
    }

    @Test
    void shouldRefuseInSpdksWords() throws Exception {
        f.refuses(-32602, "Invalid transport type 'RDMA'", CREATE, Map.of("trtype", "RDMA"));
        f.refuses(-32602, "Invalid parameters", CREATE, Map.of("trtype", "TCP", "max_io_size", 5));
        f.refuses(-32602, "Invalid parameters", CREATE, Map.of("trtype", "TCP", "turbo", true));
        f.refuses(-32602, "Invalid parameters", CREATE, Map.of("trtype", "TCP", "num_cqe", "x"));
        f.refuses(
                -32602,
                "Invalid parameters",
                CREATE,
                Map.of("trtype", "TCP", "dif_insert_or_strip", true));
        f.call(CREATE, Map.of("trtype", "TCP"));
        f.refuses(-32603, "Transport type 'TCP' already exists", CREATE, Map.of("trtype", "TCP"));
        f.refuses(-19, "No such device", "nvmf_get_transports", Map.of("trtype", "RDMA"));
    }

    @Test
    void shouldPassOverWhatSpdksClientSendsForOtherTransports() throws Exception {
        f.call(
                CREATE,
                Map.ofEntries(
                        Map.entry("trtype", "TCP"),
                        Map.entry("io_unit_size", 131072),
                        Map.entry("max_aq_depth", 256),
                        Map.entry("c2h_success", true),
                        Map.entry("zcopy", false),
                        Map.entry("dif_insert_or_strip", false),
                        Map.entry("no_srq", false),
                        Map.entry("no_wr_batching", false),
                        Map.entry("disable_mappable_bar0", false),
                        Map.entry("disable_adaptive_irq", false),
                        Map.entry("disable_shadow_doorbells", false),
                        Map.entry("disable_command_passthru", false)));
        assertEquals(256, shown().get("max_aq_depth"));
        assertFalse(shown().containsKey("no_srq"));
    }

    @Test
    void shouldAcceptWhatSpdkSaves() throws Exception {
        f.call(
                CREATE,
                Map.ofEntries(
                        Map.entry("trtype", "TCP"),
                        Map.entry("max_queue_depth", 128),
                        Map.entry("max_io_qpairs_per_ctrlr", 127),
                        Map.entry("in_capsule_data_size", 4096),
                        Map.entry("max_io_size", 131072),
                        Map.entry("max_aq_depth", 128),
                        Map.entry("iobuf_small_cache_size", 4294967295L),
                        Map.entry("iobuf_large_cache_size", 4294967295L),
                        Map.entry("dif_insert_or_strip", false),
                        Map.entry("zcopy", false),
                        Map.entry("c2h_success", true),
                        Map.entry("sock_priority", 0),
                        Map.entry("abort_timeout_sec", 1),
                        Map.entry("ack_timeout", 0),
                        Map.entry("data_wr_pool_size", 0),
                        Map.entry("disable_command_passthru", false),
                        Map.entry("kas", 100),
                        Map.entry("min_kato", 10000)));
        assertEquals(List.of(CREATE), f.desiredMethods());
    }
}
