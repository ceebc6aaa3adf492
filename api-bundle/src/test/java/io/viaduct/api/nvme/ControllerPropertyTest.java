package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

class ControllerPropertyTest {
    @Test
    void shouldComposeTheCapabilitiesThatAnSpdkTargetPresents() {
        long cap = Cap.mqes(0, 127);
        cap = Cap.cqr(cap, true);
        cap = Cap.to(cap, 30);
        cap = Cap.css(cap, Cap.CSS_NVM | Cap.CSS_IOCS);
        cap = Cap.crwms(cap, true);

        assertEquals(0x0800_0820_1e01_007fL, cap);
        assertEquals(127, Cap.mqes(cap));
        assertTrue(Cap.cqr(cap));
        assertFalse(Cap.nssrs(cap));
        assertEquals(30, Cap.to(cap));
        assertEquals(0, Cap.dstrd(cap));
    }

    @Test
    void shouldReadTheConfigurationThatALinuxHostWrites() {
        int cc = 0x00460001;

        assertTrue(Cc.enabled(cc));
        assertEquals(Cc.CSS_NVM, Cc.css(cc));
        assertEquals(Cc.SHN_NONE, Cc.shutdownNotification(cc));
        assertEquals(6, Cc.iosqes(cc));
        assertEquals(4, Cc.iocqes(cc));
        assertEquals(Cc.SHN_NORMAL, Cc.shutdownNotification(cc | 0x4000));
    }

    @Test
    void shouldReplaceAFieldOfTheStatusAndLeaveTheOthers() {
        int csts = Csts.shutdownStatus(Csts.ready(0, true), Csts.SHST_COMPLETE);

        assertEquals(0b1001, csts);
        assertEquals(0b1000, Csts.ready(csts, false));
        assertEquals(0b0101, Csts.shutdownStatus(csts, Csts.SHST_OCCURRING));
        assertTrue(Csts.fatal(Csts.fatal(csts, true)));
    }

    @Test
    void shouldTakeAVersionApart() {
        assertEquals(1, Vs.major(Vs.V1_4));
        assertEquals(4, Vs.minor(Vs.V1_4));
        assertEquals(0, Vs.tertiary(Vs.V1_4));
        assertEquals(Vs.V2_1, Vs.minor(Vs.major(0, 2), 1));
    }

    @Test
    void shouldKnowTheSizeAndNameOfAProperty() {
        assertEquals(8, ControllerProperty.length(ControllerProperty.CAP));
        assertEquals(4, ControllerProperty.length(ControllerProperty.CC));
        assertEquals("CSTS", ControllerProperty.name(0x1c));
        assertEquals("0x1d", ControllerProperty.name(0x1d));
    }

    @Test
    void shouldReadTheSizeOfAPropertyCommand() {
        MemorySegment sqe = MemorySegment.ofArray(new byte[PropertyCommand.LENGTH]);

        PropertyCommand.attrib(sqe, 0, 0xf8 | PropertyCommand.SIZE_8);

        assertEquals(PropertyCommand.SIZE_8, PropertyCommand.size(sqe, 0));
    }
}
