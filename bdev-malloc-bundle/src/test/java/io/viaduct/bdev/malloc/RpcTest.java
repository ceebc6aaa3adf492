package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.bdev.BdevMethods;
import io.viaduct.core.bdev.BdevStore;
import io.viaduct.core.control.ControlStrand;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.MethodRegistry;
import io.viaduct.core.estate.CoreEstates;
import io.viaduct.core.memory.CoreMemory;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.linux.engine.EngineOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The methods as clients reach them: trees of JDK types in and out. */
class RpcTest {
    private static final String UUID = "6d62f7cd-3b31-4aef-8f0c-4fe9e3a3a0a1";

    private final ControlStrand strand = new ControlStrand();
    private final DesiredState desired = new DesiredState();
    private final MethodRegistry methods = new MethodRegistry(strand, desired);
    private ReactorGroup reactors;
    private CoreMemory memory;

    @BeforeEach
    void start() throws Exception {
        reactors =
                ReactorGroup.start(
                        ReactorOptions.of(1),
                        NanoClock.SYSTEM,
                        new LinuxKernel(EngineOptions.DEFAULT));
        memory = new CoreMemory(reactors, strand);
        BdevStore store = new BdevStore(reactors, memory, strand, strand::isCurrent);
        Owner owner = reactors.owner("test");
        var registry = store.registry(owner);
        strand.submit(
                        () -> {
                            methods.add(owner, new BdevMethods(store, owner));
                            var malloc =
                                    new MallocModule(
                                            registry, new CoreEstates(memory, () -> {}).of(owner));
                            methods.add(owner, new MallocMethods(malloc));
                            var nulls = new NullModule(registry, memory);
                            methods.add(owner, new NullMethods(nulls));
                            methods.state(RpcState.RUNTIME);
                            return null;
                        })
                .join();
    }

    @AfterEach
    void stop() throws Exception {
        strand.close();
        reactors.close();
        memory.close();
    }

    private Object call(String method, Map<String, Object> parameters) throws Exception {
        return methods.call(method, parameters);
    }

    private void refused(int code, String message, String method, Map<String, Object> parameters) {
        RpcException refusal =
                assertThrows(RpcException.class, () -> call(method, parameters), method);
        assertEquals(code, refusal.code(), method);
        assertEquals(message, refusal.getMessage(), method);
    }

    @Test
    void shouldShowADiskAsSpdkDoes() throws Exception {
        Map<String, Object> disk =
                Map.of("name", "M", "block_size", 512, "num_blocks", 128, "uuid", UUID);
        assertEquals("M", call("bdev_malloc_create", disk));
        List<?> all = (List<?>) call("bdev_get_bdevs", Map.of("name", UUID));
        Map<?, ?> page = (Map<?, ?>) all.getFirst();
        assertEquals(
                "[name, aliases, product_name, block_size, num_blocks, preferred_write_alignment,"
                        + " preferred_write_granularity, optimal_write_size,"
                        + " preferred_unmap_alignment, preferred_unmap_granularity, uuid,"
                        + " assigned_rate_limits, claimed, zoned, supported_io_types,"
                        + " driver_specific]",
                page.keySet().toString());
        assertEquals(List.of(UUID), page.get("aliases"));
        assertEquals("Malloc disk", page.get("product_name"));
        assertEquals(
                "{rw_ios_per_sec=0, rw_mbytes_per_sec=0, r_mbytes_per_sec=0, w_mbytes_per_sec=0}",
                page.get("assigned_rate_limits").toString());
        assertEquals(
                "{read=true, write=true, unmap=true, flush=true, reset=true, nvme_admin=false,"
                        + " nvme_io=false, nvme_io_md=false, write_zeroes=true, zcopy=true,"
                        + " get_zone_info=false, zone_management=false, zone_append=false,"
                        + " compare=true, compare_and_write=true, abort=false, seek_hole=false,"
                        + " seek_data=false, copy=true, nvme_iov_md=false, nvme_nssr=false,"
                        + " write_uncorrectable=true}",
                page.get("supported_io_types").toString());
        assertEquals(Map.of(), page.get("driver_specific"));
    }

    @Test
    void shouldForgetADiskThatIsDeletedByItsUuid() throws Exception {
        Map<String, Object> disk = Map.of("block_size", 512, "num_blocks", 8, "uuid", UUID);
        call("bdev_malloc_create", disk);
        call("bdev_malloc_delete", Map.of("name", UUID));
        Map<String, Object> named = new HashMap<>(disk);
        named.put("name", "N");
        call("bdev_null_create", named);
        call("bdev_null_resize", Map.of("name", UUID, "new_size", 2));
        call("bdev_null_delete", Map.of("name", UUID));
        assertEquals(List.of(), strand.submit(desired::entries).join());
    }

    @Test
    void shouldDoAllThatAClientDoesWithDisks() throws Exception {
        Map<String, Object> small = Map.of("block_size", 4096, "num_blocks", 256);
        assertEquals("Malloc0", call("bdev_malloc_create", small));
        Map<String, Object> nothing = Map.of("name", "N", "block_size", 512, "num_blocks", 2048);
        assertEquals("N", call("bdev_null_create", nothing));
        assertEquals(true, call("bdev_null_resize", Map.of("name", "N", "new_size", 2)));
        assertEquals(true, call("bdev_wait_for_examine", null));
        assertEquals(2, ((List<?>) call("bdev_get_bdevs", null)).size());
        assertEquals(true, call("bdev_null_delete", Map.of("name", "N")));
        assertEquals(true, call("bdev_malloc_delete", Map.of("name", "Malloc0")));
        assertEquals(List.of(), call("bdev_get_bdevs", Map.of()));
        assertEquals(List.of(), memory.departing());
    }

    @Test
    void shouldRefuseAsSpdkDoes() throws Exception {
        Map<String, Object> disk = Map.of("name", "M", "block_size", 512, "num_blocks", 128);
        call("bdev_malloc_create", disk);
        refused(-17, "File exists", "bdev_malloc_create", disk);
        refused(-17, "File exists", "bdev_null_create", disk);
        refused(-19, "No such device", "bdev_get_bdevs", Map.of("name", "X"));
        refused(-19, "No such device", "bdev_malloc_delete", Map.of("name", "X"));
        refused(-19, "No such device", "bdev_null_delete", Map.of("name", "M"));
        String decoder = "spdk_json_decode_object failed";
        refused(-32603, decoder, "bdev_malloc_create", Map.of("name", "Y", "block_size", 512));
        refused(-32603, decoder, "bdev_malloc_create", Map.of("size", 512));
        refused(-32603, decoder, "bdev_malloc_delete", Map.of());
        Map<String, Object> odd = Map.of("uuid", "x", "block_size", 512, "num_blocks", 1);
        refused(-32603, decoder, "bdev_malloc_create", odd);
        Map<String, Object> empty = Map.of("name", "Y", "block_size", 512, "num_blocks", 0);
        refused(-22, "Invalid argument", "bdev_malloc_create", empty);
    }
}
