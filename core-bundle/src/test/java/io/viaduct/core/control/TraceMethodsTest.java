package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.qpair.RequestTracing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** SPDK's trace points as recordings. */
class TraceMethodsTest {
    @TempDir Path folder;

    private final TraceMethods methods = new TraceMethods();

    @AfterEach
    void end() throws RpcException {
        methods.disableGroup(group("nvmf"));
        methods.forget();
    }

    private static TraceMethods.Group group(String name) {
        var group = new TraceMethods.Group();
        group.name = name;
        return group;
    }

    private static TraceMethods.Points points(long mask) {
        var points = new TraceMethods.Points();
        points.name = "nvmf";
        points.tpoint_mask = mask;
        return points;
    }

    private TraceMethods.Dump dump() {
        var dump = new TraceMethods.Dump();
        dump.path = folder.resolve("a.jfr").toString();
        return dump;
    }

    private String mask() {
        return (String) ((Map<?, ?>) methods.info().get("nvmf")).get("tpoint_mask");
    }

    @Test
    void shouldHaveNothingEnabledAtFirst() {
        assertEquals("0x0", methods.info().get("tpoint_group_mask"));
        assertEquals("0x0", mask());
        assertEquals("", methods.info().get("tpoint_shm_path"));
    }

    @Test
    void shouldEnableAndDisableAGroup() throws RpcException {
        methods.enableGroup(group("all"));
        assertEquals("0x1", methods.info().get("tpoint_group_mask"));
        assertEquals("0x" + Long.toHexString(RequestTracing.ALL), mask());
        assertEquals("jfr:viaduct", methods.info().get("tpoint_shm_path"));
        methods.disableGroup(group("nvmf"));
        assertEquals("0x0", mask());
    }

    @Test
    void shouldEnableAndDisablePoints() throws RpcException {
        methods.set(points(0x6));
        methods.set(points(0x1));
        assertEquals("0x7", mask());
        methods.clear(points(0x2));
        assertEquals("0x5", mask());
        List<?> all = (List<?>) ((Map<?, ?>) methods.groups().get("nvmf")).get("tpoints");
        assertEquals(Map.of("name", "PARKED", "tpoint_id", 2, "enabled", true), all.get(2));
        assertEquals(false, ((Map<?, ?>) all.get(1)).get("enabled"));
    }

    @Test
    void shouldWriteWhatWasRecordedAlsoAfterTheEnd() throws Exception {
        assertEquals(-2, assertThrows(RpcException.class, () -> methods.dump(dump())).code());
        methods.enableGroup(group("nvmf"));
        methods.disableGroup(group("nvmf"));
        methods.dump(dump());
        assertTrue(Files.size(folder.resolve("a.jfr")) > 0);
    }

    @Test
    void shouldRefuseAGroupThatThereIsNot() {
        var refused = assertThrows(RpcException.class, () -> methods.enableGroup(group("ftl")));
        assertEquals(RpcException.INVALID_PARAMS, refused.code());
        assertEquals("Invalid parameters", refused.getMessage());
    }
}
