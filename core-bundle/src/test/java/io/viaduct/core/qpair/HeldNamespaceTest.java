package io.viaduct.core.qpair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Cns;
import io.viaduct.api.nvme.ControllerProperty;
import io.viaduct.api.nvme.Csts;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Request;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** What goes on while a namespace is held and its device is not there at all. */
class HeldNamespaceTest {
    private final Rig rig = new Rig();
    private final FakeDevice disk = Rig.disk();
    private final List<String> acks = new ArrayList<>();
    private Host admin;
    private Host io;

    /** What the control side has kept of the device; nothing of it can do I/O. */
    private record Away(String name, UUID uuid, Geometry geometry, Set<BdevOp> operations)
            implements Bdev, BdevDescriptor {
        @Override
        public Bdev bdev() {
            return this;
        }

        @Override
        public boolean lends() {
            return false;
        }

        @Override
        public String productName() {
            return "away";
        }

        @Override
        public BdevChannel open(ChannelContext context) {
            throw new AssertionError("the device is away");
        }

        @Override
        public IoChannel channel(Reactor reactor) {
            throw new AssertionError("the device is away");
        }

        @Override
        public void claim(String by) {
            throw new AssertionError("the device is away");
        }

        @Override
        public CompletionStage<Void> retire() {
            throw new AssertionError("the device is away");
        }

        @Override
        public void close() {
            throw new AssertionError("the device is away");
        }
    }

    @BeforeEach
    void serve() {
        rig.with(1, disk).publish();
        admin = rig.admin();
        io = rig.io(admin, 1, 0);
    }

    private ReactorTarget target() {
        return rig.targets.getFirst();
    }

    /** Holds the namespace, and takes the device away. */
    private Request holdWithARead() {
        target().hold(Rig.NQN, 1, Rig.hold(() -> acks.add("idle")));
        assertEquals(List.of("idle"), acks);
        Bdev bdev = disk.bdev();
        var away = new Away(bdev.name(), bdev.uuid(), bdev.geometry(), disk.operations());
        rig.with(1, away, bdev.geometry()).publish();
        Request read = io.blocks(IoOpcode.READ, 0, 1);
        assertEquals(Request.WAIT, read.begin(512));
        return read;
    }

    private byte[] page(int cns, int nsid) {
        return admin.identify(cns, nsid).ok().page().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void shouldIdentifyTheNamespaceAsBefore() {
        int[] ofNamespace = {Cns.NS, Cns.NS_ID_DESCRIPTOR_LIST, Cns.NS_IOCS_INDEPENDENT};
        List<byte[]> before = new ArrayList<>();
        for (int cns : ofNamespace) {
            before.add(page(cns, 1));
        }
        byte[] active = page(Cns.ACTIVE_NS_LIST, 0);
        byte[] controller = page(Cns.CTRLR, 0);
        holdWithARead();
        for (int i = 0; i < ofNamespace.length; i++) {
            assertArrayEquals(before.get(i), page(ofNamespace[i], 1));
        }
        assertArrayEquals(active, page(Cns.ACTIVE_NS_LIST, 0));
        assertArrayEquals(controller, page(Cns.CTRLR, 0));
    }

    @Test
    void shouldTellNoChangeOfTheNamespace() {
        Request event = admin.awaitEvent();
        holdWithARead();
        assertNotNull(event);
        assertNull(admin.answer());
        byte[] changed =
                admin.log(LogId.CHANGED_NS_LIST, 0, 4096, false)
                        .ok()
                        .page()
                        .toArray(ValueLayout.JAVA_BYTE);
        assertArrayEquals(new byte[4096], changed);
    }

    @Test
    void shouldServeLogsAndKeepAlive() {
        holdWithARead();
        admin.log(LogId.HEALTH_INFORMATION, 0, 512, false).ok();
        admin.log(LogId.ERROR, 0, 64, false).ok();
        admin.call(AdminOpcode.KEEP_ALIVE, 0, sqe -> {}).ok();
        assertNull(io.answer(), "media commands wait");
    }

    @Test
    void shouldResetTheController() {
        holdWithARead();
        admin.setProperty(ControllerProperty.CC, 0).ok();
        assertEquals("controller reset", io.transport.disconnectedWhy);
        io.transport.close();
        rig.settle();
        assertFalse(Csts.ready(admin.csts()));
        admin.enable();
        assertTrue(Csts.ready(admin.csts()));
        Host again = rig.io(admin, 1, 0);
        assertEquals(Request.WAIT, again.blocks(IoOpcode.READ, 0, 1).begin(512));
        rig.with(1, disk).publish();
        target().unhold(Rig.NQN, 1);
        Request goesOn = again.transport.admitted.remove();
        assertEquals(Request.EXECUTE, goesOn.next());
        goesOn.execute();
        again.answer().ok();
        assertTrue(io.transport.admitted.isEmpty(), "what was reset is gone");
    }

    @Test
    void shouldRemoveTheSubsystem() {
        holdWithARead();
        target().remove(Rig.NQN, () -> acks.add("removed"));
        rig.settle();
        assertNotNull(admin.transport.disconnectedWhy);
        assertNotNull(io.transport.disconnectedWhy);
        io.transport.close();
        admin.transport.close();
        rig.settle();
        assertEquals(List.of("idle", "removed"), acks);
    }
}
