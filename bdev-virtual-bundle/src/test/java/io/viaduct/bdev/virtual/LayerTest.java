package io.viaduct.bdev.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.RamBdev;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What stands on a device comes and goes with it. */
class LayerTest {
    private final TestBed bed = new TestBed();
    private final PassthruModule module = new PassthruModule(bed.registry());
    private final PassthruMethods methods = new PassthruMethods(module);
    private BdevRegistration base;

    @BeforeEach
    void base() throws Exception {
        base = bed.registry().register(new RamBdev("Base", 512, 64));
    }

    @AfterEach
    void close() {
        bed.close();
    }

    private PassthruMethods.Create request(String name, String on) {
        PassthruMethods.Create request = new PassthruMethods.Create();
        request.name = name;
        request.base_bdev_name = on;
        return request;
    }

    private int refusal(String name, String on) {
        RpcException refusal =
                assertThrows(RpcException.class, () -> methods.create(request(name, on)));
        bed.run();
        return refusal.code();
    }

    @Test
    void shouldHaveTheSameIdentityAgain() throws Exception {
        PassthruMethods.Create request = request("Pass1", "Base");
        methods.create(request);
        UUID identity = bed.registry().find("Pass1").uuid();
        assertEquals(identity, request.uuid);
        PassthruMethods.Delete delete = new PassthruMethods.Delete();
        delete.name = identity.toString();
        bed.get(methods.delete(delete));
        assertEquals("Pass1", delete.name);
        methods.create(request("Pass1", "Base"));
        assertEquals(identity, bed.registry().find("Pass1").uuid());
    }

    @Test
    void shouldClaimTheDeviceBelow() throws Exception {
        methods.create(request("Pass1", "Base"));
        assertEquals(-1, refusal("Pass2", "Base"));
        assertEquals(-17, refusal("Pass1", "Base"));
    }

    @Test
    void shouldLeaveNothingBehindWhereItCannotBeBuilt() throws Exception {
        assertEquals(-19, refusal("Pass1", "Nobody"));
        assertEquals(-17, refusal("Base", "Base"));
        methods.create(request("Pass1", "Base"));
    }

    @Test
    void shouldGoBeforeTheDeviceBelowAndForTheSameReason() throws Exception {
        methods.create(request("Pass1", "Base"));
        methods.create(request("Pass2", "Pass1"));
        List<Departure> causes = new ArrayList<>();
        List<BdevDescriptor> user = new ArrayList<>();
        user.add(
                bed.registry()
                        .open(
                                "Pass2",
                                true,
                                (gone, cause) -> {
                                    causes.add(cause);
                                    var unused = user.getFirst().retire();
                                }));
        bed.get(base.depart(Departure.DEVICE_LOST));
        assertEquals(List.of(Departure.DEVICE_LOST), causes);
        assertNull(bed.registry().find("Pass1"));
        assertNull(bed.registry().find("Pass2"));
        base();
        methods.create(request("Pass1", "Base"));
        assertNotNull(bed.registry().find("Pass1"));
    }
}
