package io.viaduct.core.qpair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.AsyncEvent;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.Nqn;
import io.viaduct.api.nvme.Status;
import io.viaduct.conformance.Proves;
import io.viaduct.core.view.DiscoveryView;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

class EventTest {
    private static final int NAMESPACE_CHANGED = 0x0004_0002;
    private static final int DISCOVERY_CHANGED = 0x0070_f002;
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Rig rig = new Rig();
    private final FakeDevice disk = Rig.disk();

    {
        rig.with(1, disk).publish();
    }

    private static int[] changed(Host admin, boolean rae) {
        var page = admin.log(LogId.CHANGED_NS_LIST, 0, 4096, rae).ok().page();
        int[] nsids = new int[1024];
        int count = 0;
        while (count < 1024 && page.get(U32, count * 4L) != 0) {
            nsids[count] = page.get(U32, count * 4L);
            count++;
        }
        return Arrays.copyOf(nsids, count);
    }

    private static void assertChanged(Host admin, boolean rae, Integer... nsids) {
        assertEquals(List.of(nsids), Arrays.stream(changed(admin, rae)).boxed().toList());
    }

    @Test
    @Proves({"features 1 namespace events", "features 3.4 04h changed namespaces"})
    void shouldTellOfNamespacesThatComeChangeAndGo() {
        Host admin = rig.admin();
        admin.awaitEvent();
        admin.awaitEvent();
        rig.with(2, Rig.disk()).publish();
        assertEquals(NAMESPACE_CHANGED, admin.answer().ok().dw0());
        rig.with(1, disk, Geometry.of(512, 100)).publish();
        assertNull(admin.answer(), "told, and not read yet");
        assertChanged(admin, true, 1, 2);
        rig.without(2).publish();
        assertNull(admin.answer(), "the event was retained");
        assertChanged(admin, false, 1, 2);
        assertChanged(admin, false);
        rig.without(1).publish();
        assertEquals(NAMESPACE_CHANGED, admin.answer().ok().dw0());
        assertChanged(admin, false, 1);
    }

    @Test
    @Proves("features 3.2 event queue")
    void shouldKeepAnEventUntilARequestComes() {
        Host admin = rig.admin();
        rig.with(2, Rig.disk()).publish();
        admin.awaitEvent();
        assertEquals(NAMESPACE_CHANGED, admin.answer().ok().dw0());
    }

    @Test
    @Proves("features 3.2 event queue")
    void shouldForgetAnEventWhoseLogWasReadMeanwhile() {
        Host admin = rig.admin();
        rig.with(2, Rig.disk()).publish();
        assertChanged(admin, false, 2);
        admin.awaitEvent();
        assertNull(admin.answer());
    }

    @Test
    @Proves("features 3.2 Asynchronous Event Request")
    void shouldNotTellWhatTheHostDoesNotWant() {
        Host admin = rig.admin();
        int fid = FeatureId.ASYNC_EVENT_CONFIGURATION;
        assertEquals(AsyncEvent.CONFIG_NS_ATTR, admin.getFeature(fid).ok().dw0());
        admin.setFeature(fid, 0).ok();
        admin.awaitEvent();
        rig.with(2, Rig.disk()).publish();
        assertNull(admin.answer());
        admin.setFeature(fid, -1).ok();
        int all = AsyncEvent.CONFIG_NS_ATTR | AsyncEvent.CONFIG_TELEMETRY_LOG | 0xff;
        assertEquals(all, admin.getFeature(fid).ok().dw0());
        rig.without(2).publish();
        assertEquals(NAMESPACE_CHANGED, admin.answer().ok().dw0());
    }

    @Test
    @Proves("features 3.2 Asynchronous Event Request")
    void shouldLimitRequestsToFour() {
        Host admin = rig.admin();
        for (int i = 0; i < 4; i++) {
            admin.awaitEvent();
        }
        assertNull(admin.answer());
        admin.awaitEvent();
        assertEquals(
                Status.withDnr(Status.ASYNC_EVENT_REQUEST_LIMIT_EXCEEDED), admin.answer().status());
        rig.without(1).publish();
        assertNotNull(admin.answer());
        admin.awaitEvent();
        assertNull(admin.answer());
        admin.transport.close();
        rig.settle();
        assertEquals(0, rig.targets.getFirst().controllers(Rig.NQN).size());
    }

    @Test
    @Proves("features 3.4 04h changed namespaces")
    void shouldTellThatMoreHaveChangedThanTheListHolds() {
        Host admin = rig.admin();
        rig.without(1);
        for (int nsid = 1; nsid <= 1025; nsid++) {
            rig.with(nsid, disk);
        }
        rig.publish();
        rig.without(1);
        for (int nsid = 2; nsid <= 1025; nsid++) {
            rig.without(nsid);
        }
        rig.publish();
        assertChanged(admin, false, -1);
    }

    @Test
    void shouldTellOnlyWhenEveryReactorHasSwapped() {
        var two = new Rig(2, 8, TargetOptions.of("1"));
        two.with(1, disk).publish();
        Host admin = two.admin();
        admin.awaitEvent();
        two.without(1);
        List<Integer> acks = new ArrayList<>();
        var next = Rig.view(Set.of(), true, 1, 10);
        two.targets.get(0).install(next, () -> acks.add(0));
        two.settle();
        assertEquals(List.of(0), acks);
        assertNull(admin.answer(), "the other reactor still serves the namespace");
        two.targets.get(1).install(next, () -> acks.add(1));
        two.settle();
        assertEquals(NAMESPACE_CHANGED, admin.answer().ok().dw0());
    }

    @Test
    @Proves("features 3.6 events")
    void shouldTellOfAChangedDiscoveryLog() {
        rig.publish(Rig.discovery(new DiscoveryView(Nqn.DISCOVERY, 1, List.of())));
        rig.view = Rig.discovery(new DiscoveryView(Nqn.DISCOVERY, 1, List.of()));
        assertEquals(Nqn.DISCOVERY, rig.view.nqn());
        Host admin = rig.admin();
        admin.awaitEvent();
        rig.publish(Rig.discovery(new DiscoveryView(Nqn.DISCOVERY, 2, List.of())));
        assertEquals(DISCOVERY_CHANGED, admin.answer().ok().dw0());
        admin.awaitEvent();
        rig.publish(Rig.discovery(new DiscoveryView(Nqn.DISCOVERY, 3, List.of())));
        assertNull(admin.answer());
        admin.log(LogId.DISCOVERY, 0, 1024, false).ok();
        rig.publish(Rig.discovery(new DiscoveryView(Nqn.DISCOVERY, 3, List.of())));
        assertNull(admin.answer(), "nothing has changed");
        rig.publish(Rig.discovery(new DiscoveryView(Nqn.DISCOVERY, 4, List.of())));
        assertEquals(DISCOVERY_CHANGED, admin.answer().ok().dw0());
    }
}
