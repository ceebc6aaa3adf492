package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

class LogPageTest {
    private final MemorySegment data = MemorySegment.ofArray(new byte[4096]);

    @Test
    void shouldCountTheDwordsOfATransferFromOne() {
        assertEquals(4, LogPageCommand.bytes(data, 0));

        LogPageCommand.numd(data, 0, -1);
        assertEquals(0x4_0000_0000L, LogPageCommand.bytes(data, 0));
    }

    @Test
    void shouldComposeAnEvent() {
        int dw0 =
                AsyncEvent.dw0(
                        AsyncEvent.TYPE_NOTICE,
                        AsyncEvent.NOTICE_DISCOVERY_LOG_CHANGE,
                        LogId.DISCOVERY);

        assertEquals(0x0070f002, dw0);
        assertEquals(AsyncEvent.TYPE_NOTICE, AsyncEvent.type(dw0));
        assertEquals(AsyncEvent.NOTICE_DISCOVERY_LOG_CHANGE, AsyncEvent.info(dw0));
        assertEquals(LogId.DISCOVERY, AsyncEvent.logId(dw0));
    }

    @Test
    void shouldFindDiscoveryEntriesBehindTheHeader() {
        assertEquals(100 + 1024, DiscoveryLog.entry(100, 0));
        assertEquals(100 + 3 * 1024, DiscoveryLog.entry(100, 2));
    }

    @Test
    void shouldWalkFromGroupToGroup() {
        AnaGroup.numOfNsid(data, 16, 2);
        AnaGroup.nsid(data, 16, 0, 3);
        AnaGroup.nsid(data, 16, 1, 0xffff_fffe);

        assertEquals(3, Wire.i32(data, 16 + 32));
        assertEquals(0xffff_fffe, AnaGroup.nsid(data, 16, 1));
        assertEquals(16 + 32 + 8, AnaGroup.next(data, 16));
    }

    @Test
    void shouldKeepTheEffectsOfAdminAndIoCommandsApart() {
        CommandEffects.admin(data, 0, AdminOpcode.FORMAT_NVM, CommandEffects.CSUPP);
        CommandEffects.io(data, 0, IoOpcode.WRITE, CommandEffects.CSUPP | CommandEffects.LBCC);

        assertEquals(1, Wire.i32(data, 0x80 * 4));
        assertEquals(3, Wire.i32(data, 1024 + 4));
        assertEquals(1, CommandEffects.admin(data, 0, AdminOpcode.FORMAT_NVM));
        assertEquals(3, CommandEffects.io(data, 0, IoOpcode.WRITE));
    }

    @Test
    void shouldHoldARevisionForEachSlot() {
        FirmwareLog.revisionText(data, 0, 1, "1.0");
        FirmwareLog.revisionText(data, 0, FirmwareLog.SLOTS, "7.0");

        assertEquals("1.0     ", new String(Text.bytes(data, 8, 8), US_ASCII));
        assertEquals("7.0     ", new String(Text.bytes(data, 56, 8), US_ASCII));
        assertEquals("7.0", FirmwareLog.revisionText(data, 0, 7));
    }

    @Test
    void shouldHoldEightTemperatureSensors() {
        HealthLog.tempSensor(data, 0, 7, 300);

        assertEquals(300, Wire.u16(data, 214));
        assertEquals(300, HealthLog.tempSensor(data, 0, 7));
    }

    @Test
    void shouldComposeTheLocationOfAnError() {
        assertEquals(0x032c, ErrorLogEntry.location(44, 3));
    }

    @Test
    void shouldCountRangesFromOne() {
        DsmCommand.nr(data, 0, 255);
        assertEquals(256, DsmCommand.ranges(data, 0));

        CopyCommand.nr(data, 0, 0);
        assertEquals(1, CopyCommand.ranges(data, 0));

        CopyRange.nlb(data, 0, 0xffff);
        assertEquals(65536, CopyRange.blocks(data, 0));
    }

    @Test
    void shouldNameWhatItKnowsAndNumberWhatItDoesNot() {
        assertEquals("IDENTIFY", AdminOpcode.name(AdminOpcode.IDENTIFY));
        assertEquals("WRITE_ZEROES", IoOpcode.name(IoOpcode.WRITE_ZEROES));
        assertEquals("CONNECT", FabricsType.name(FabricsType.CONNECT));
        assertEquals("ACTIVE_NS_LIST", Cns.name(Cns.ACTIVE_NS_LIST));
        assertEquals("DISCOVERY", LogId.name(LogId.DISCOVERY));
        assertEquals("NUMBER_OF_QUEUES", FeatureId.name(FeatureId.NUMBER_OF_QUEUES));
        assertEquals("0xfe", IoOpcode.name(0xfe));
    }
}
