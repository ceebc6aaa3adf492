package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.dto.BdevDTO;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.BdevMethods;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** bdev_get_bdevs and its neighbours. */
class BdevMethodsTest {
    private final TestBed bed = new TestBed();
    private final BdevMethods methods = new BdevMethods(bed.bdevs(), bed.owner());

    @AfterEach
    void close() {
        bed.close();
    }

    private CompletableFuture<List<BdevDTO>> ask(String name, long timeoutMs) {
        BdevMethods.GetBdevs request = new BdevMethods.GetBdevs();
        request.name = name;
        request.timeout = timeoutMs;
        return methods.getBdevs(request).toCompletableFuture();
    }

    private ScriptedBdev disk(String name) throws RpcException {
        ScriptedBdev disk = new ScriptedBdev(name, Geometry.of(4096, 100)).aliases("a/" + name);
        bed.registry().register(disk);
        return disk;
    }

    @Test
    void shouldListDevicesInTheOrderOfRegistration() throws Exception {
        disk("B");
        disk("A");
        assertEquals(List.of("B", "A"), ask(null, 0).get().stream().map(d -> d.name).toList());
    }

    @Test
    void shouldShowADevice() throws Exception {
        ScriptedBdev disk = disk("A");
        BdevDTO page = ask("A", 0).get().getFirst();
        assertEquals(List.of(disk.uuid().toString(), "a/A"), page.aliases);
        assertEquals("Scripted disk", page.product_name);
        assertEquals(4096, page.block_size);
        assertEquals(100, page.num_blocks);
        assertEquals(disk.uuid().toString(), page.uuid);
        assertNull(page.md_size);
        assertFalse(page.claimed);
        assertNull(page.claim_type);
        assertTrue(page.supported_io_types.read && page.supported_io_types.write_zeroes);
        assertFalse(page.supported_io_types.unmap || page.supported_io_types.zcopy);
        assertEquals(0, page.assigned_rate_limits.rw_ios_per_sec);
    }

    @Test
    void shouldShowAClaim() throws Exception {
        disk("A");
        BdevDescriptor user = bed.registry().open("A", true, (gone, cause) -> {});
        user.claim("test");
        BdevDTO page = ask("a/A", 0).get().getFirst();
        assertTrue(page.claimed);
        assertEquals("exclusive_write", page.claim_type);
        bed.get(user.retire());
    }

    @Test
    void shouldNameTheIoTypesAsSpdkDoes() {
        String names =
                "read write unmap flush reset nvme_admin nvme_io nvme_io_md write_zeroes zcopy"
                        + " get_zone_info zone_management zone_append compare compare_and_write"
                        + " abort seek_hole seek_data copy nvme_iov_md nvme_nssr"
                        + " write_uncorrectable";
        assertEquals(
                List.of(names.split(" ")),
                Arrays.stream(io.viaduct.api.dto.IoTypesDTO.class.getDeclaredFields())
                        .map(java.lang.reflect.Field::getName)
                        .toList());
    }

    @Test
    void shouldRefuseAnUnknownDeviceAtOnce() {
        RpcException refusal = assertThrows(RpcException.class, () -> bed.get(ask("nobody", 0)));
        assertEquals(-19, refusal.code());
        assertEquals("No such device", refusal.getMessage());
    }

    @Test
    void shouldWaitForADeviceToAppear() throws Exception {
        CompletableFuture<List<BdevDTO>> answer = ask("a/A", 1000);
        bed.advance(TimeUnit.MILLISECONDS.toNanos(900));
        assertFalse(answer.isDone());
        disk("B");
        assertFalse(answer.isDone());
        disk("A");
        assertEquals("A", answer.get().getFirst().name);
        bed.advance(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void shouldGiveUpWaitingWhenTheTimeIsOver() {
        CompletableFuture<List<BdevDTO>> answer = ask("A", 1000);
        bed.advance(TimeUnit.MILLISECONDS.toNanos(1001));
        RpcException refusal = assertThrows(RpcException.class, () -> bed.get(answer));
        assertEquals(-110, refusal.code());
    }

    @Test
    void shouldExamineByHandOnlyWhereThatIsAskedFor() throws Exception {
        disk("A");
        BdevMethods.Examine request = new BdevMethods.Examine();
        request.name = "A";
        assertEquals(-22, assertThrows(RpcException.class, () -> methods.examine(request)).code());
        BdevMethods.Options options = new BdevMethods.Options();
        options.bdev_auto_examine = false;
        assertTrue(methods.setOptions(options));
        assertTrue(methods.examine(request));
        assertEquals(-17, assertThrows(RpcException.class, () -> methods.examine(request)).code());
        assertTrue(bed.get(methods.waitForExamine()));
    }
}
