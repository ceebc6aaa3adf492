package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.Cns;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.IdentifyControllerFabrics;
import io.viaduct.api.nvme.Status;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;
import io.viaduct.core.qpair.TargetOptions.DuplicateHosts;
import io.viaduct.core.view.ControllerRules;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;

/** Which controller an admin queue gets, and who gets none. */
class ControllerIdTest {
    private static final LongConsumer RIGHT = at -> {};

    private static Rig named() {
        Rig rig = new Rig();
        rig.publish(Rig.view(new ControllerRules(5, 7, true, false)));
        return rig;
    }

    private static Answer connect(Rig rig, int cntlid) {
        return rig.host().connect(0, cntlid, RIGHT, RIGHT);
    }

    @Test
    @Proves("features 3.2 static controllers")
    void shouldMakeTheControllerThatTheHostNames() {
        Rig rig = named();
        assertEquals(6, ConnectResponse.cntlid(connect(rig, 6).ok().dw0()));
        assertEquals(5, ConnectResponse.cntlid(connect(rig, ConnectData.CNTLID_STATIC).dw0()));
        assertEquals(7, ConnectResponse.cntlid(connect(rig, ConnectData.CNTLID_STATIC).dw0()));
    }

    @Test
    @Proves("features 3.2 static controllers")
    void shouldRefuseControllersThatItDoesNotHave() {
        Rig rig = named();
        for (int cntlid : new int[] {4, 8, ConnectData.CNTLID_DYNAMIC}) {
            Answer answer = connect(rig, cntlid);
            assertEquals(Status.FABRICS_INVALID_PARAM, answer.status());
            assertTrue(ConnectResponse.iattr(answer.dw0()));
            assertEquals(16, ConnectResponse.ipo(answer.dw0()));
        }
    }

    @Test
    @Proves("features 3.2 static controllers")
    void shouldBeBusyWhereTheControllerIsTaken() {
        Rig rig = named();
        Host host = rig.host();
        host.connect(0, 6, RIGHT, RIGHT).ok();
        assertEquals(Status.FABRICS_CONTROLLER_BUSY, connect(rig, 6).status());
        host.transport.close();
        rig.settle();
        connect(rig, 6).ok();
    }

    @Test
    @Proves("features 3.2 static controllers")
    void shouldSayWhichModelItsControllersHave() {
        Rig rig = named();
        Host host = rig.host();
        host.connect(0, 6, RIGHT, RIGHT).ok();
        var page = host.enable().identify(Cns.CTRLR, 0).ok().page();
        assertEquals(
                IdentifyControllerFabrics.CTRATTR_STATIC,
                IdentifyControllerFabrics.ctrattr(page, 0));
    }

    @Test
    @Proves("features 3.2 duplicate host policy")
    void shouldGiveAHostOneControllerAtAListenerWhereThatIsThePolicy() {
        var policy = DuplicateHosts.RESTRICT_PER_LISTENER;
        var rig = new Rig(1, 8, new TargetOptions("1", 0, 0, 0, Set.of(), policy));
        rig.publish();
        Host first = rig.host().connectAdmin();
        int dynamic = ConnectData.CNTLID_DYNAMIC;
        assertEquals(Status.FABRICS_CONTROLLER_BUSY, connect(rig, dynamic).status());
        rig.host()
                .connect(0, dynamic, RIGHT, at -> ConnectData.hostid(ALL, at, new UUID(1, 2)))
                .ok();
        first.transport.close();
        rig.settle();
        connect(rig, dynamic).ok();
    }

    @Test
    @Proves("features 3.2 duplicate host policy")
    void shouldGiveAHostAsManyControllersAsItLikesOtherwise() {
        Rig rig = new Rig();
        rig.publish();
        assertEquals(1, rig.host().connectAdmin().cntlid);
        assertEquals(2, rig.host().connectAdmin().cntlid);
    }
}
