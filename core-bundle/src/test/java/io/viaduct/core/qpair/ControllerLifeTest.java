package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.Cap;
import io.viaduct.api.nvme.Cc;
import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.ControllerProperty;
import io.viaduct.api.nvme.Csts;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.PropertyCommand;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.view.ControllerRules;

import org.junit.jupiter.api.Test;

/** How a controller is reset, shut down and forgotten. */
class ControllerLifeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ENABLE =
            Cc.iocqes(Cc.iosqes(Cc.css(Cc.enabled(0, true), Cc.CSS_IOCS), 6), 4);
    private static final int INVALID = Status.withDnr(Status.INVALID_FIELD);

    private final Rig rig = new Rig(2, 8, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();

    {
        rig.view = Rig.view(new ControllerRules(1, 65519, false, true));
        rig.with(1, disk).publish();
    }

    @Test
    @Proves("features 3.2 association timer")
    void shouldForgetAHostThatDoesNotEnableItAgain() {
        Host admin = rig.admin();
        admin.setProperty(ControllerProperty.CC, 0).ok();
        rig.advance(119 * SECOND);
        assertNull(admin.transport.disconnectedWhy);
        admin.enable();
        rig.advance(119 * SECOND);
        assertNull(admin.transport.disconnectedWhy, "it was enabled in time");
        admin.setProperty(ControllerProperty.CC, 0).ok();
        rig.advance(120 * SECOND);
        assertEquals("association time-out", admin.transport.disconnectedWhy);
    }

    @Test
    @Proves("features 3.2 association timer")
    void shouldForgetAHostAfterItsShutdown() {
        Host admin = rig.admin();
        int cc = Cc.shutdownNotification(ENABLE, Cc.SHN_NORMAL);
        admin.setProperty(ControllerProperty.CC, cc).ok();
        assertEquals(Csts.SHST_COMPLETE, Csts.shutdownStatus(admin.csts()));
        rig.advance(120 * SECOND);
        assertEquals("association time-out", admin.transport.disconnectedWhy);
    }

    @Test
    @Proves("features 3.2 Keep Alive")
    void shouldNotExpectToHearOfAHostThatHasDisabledIt() {
        Host admin = rig.host().connectAdmin(sqe -> ConnectCommand.kato(ALL, sqe, 5000)).enable();
        admin.setProperty(ControllerProperty.CC, 0).ok();
        rig.advance(60 * SECOND);
        assertNull(admin.transport.disconnectedWhy);
        admin.enable();
        rig.advance(5 * SECOND);
        assertEquals("keep alive expired", admin.transport.disconnectedWhy);
    }

    @Test
    @Proves("features 3.2 shutdown timer")
    void shouldBeFatalWhereAQueueIsNotGivenUpInTime() {
        Host admin = rig.admin();
        Host io = rig.io(admin, 1, 1);
        disk.slow();
        Request read = io.blocks(IoOpcode.READ, 0, 8);
        read.begin(4096);
        read.execute();
        admin.setProperty(ControllerProperty.CC, 0).ok();
        rig.settle();
        io.transport.close();
        rig.advance(14 * SECOND);
        assertFalse(Csts.fatal(admin.csts()));
        rig.advance(SECOND);
        assertTrue(Csts.fatal(admin.csts()));
        disk.finish();
        rig.settle();
        assertEquals(0, admin.csts());
        admin.enable();
        assertTrue(Csts.ready(admin.csts()));
    }

    @Test
    @Proves("features 3.2 NSSR")
    void shouldResetAllControllersOfTheSubsystem() {
        Host admin = rig.admin();
        Host other = rig.host(1).connectAdmin().enable();
        Host io = rig.io(other, 1, 0);
        long cap = admin.getProperty(ControllerProperty.CAP, PropertyCommand.SIZE_8).result();
        assertTrue(Cap.nssrs(cap));
        assertEquals(0, admin.getProperty(ControllerProperty.NSSR, 0).ok().dw0());
        admin.setProperty(ControllerProperty.NSSR, 1).ok();
        assertTrue(Csts.ready(admin.csts()), "any other value has no effect");
        admin.setProperty(ControllerProperty.NSSR, Limits.NSSR_MAGIC).ok();
        rig.settle();
        assertEquals(Csts.nssro(0, true), admin.csts());
        assertEquals("controller reset", io.transport.disconnectedWhy);
        io.transport.close();
        rig.settle();
        assertEquals(Csts.nssro(0, true), other.csts());
        assertEquals(0, cc(other));
        other.enable();
        assertEquals(Csts.nssro(Csts.ready(0, true), true), other.csts());
        other.setProperty(ControllerProperty.CSTS, 0).ok();
        assertTrue(Csts.nssro(other.csts()));
        other.setProperty(ControllerProperty.CSTS, Csts.nssro(0, true)).ok();
        assertEquals(Csts.ready(0, true), other.csts());
    }

    private static int cc(Host host) {
        int cc = host.getProperty(ControllerProperty.CC, PropertyCommand.SIZE_4).ok().dw0();
        return Cc.enabled(cc) ? 1 : 0;
    }

    @Test
    @Proves("features 3.2 NSSR")
    void shouldNotBeResetWhereTheSubsystemDoesNotSaySo() {
        Rig plain = new Rig();
        plain.publish();
        Host admin = plain.admin();
        assertEquals(INVALID, admin.getProperty(ControllerProperty.NSSR, 0).status());
        assertEquals(
                INVALID, admin.setProperty(ControllerProperty.NSSR, Limits.NSSR_MAGIC).status());
        assertTrue(Csts.ready(admin.csts()));
    }
}
