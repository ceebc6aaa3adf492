package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.UUID;

class ConnectTest {
    private final MemorySegment data = MemorySegment.ofArray(new byte[ConnectData.LENGTH]);

    @Test
    void shouldComposeTheResponseOfSuccess() {
        assertEquals(5, ConnectResponse.success(5, false, false));

        int dw0 = ConnectResponse.success(0xffef, true, true);
        assertEquals(0x0006ffef, dw0);
        assertEquals(0xffef, ConnectResponse.cntlid(dw0));
        assertTrue(ConnectResponse.atr(dw0));
        assertTrue(ConnectResponse.ascr(dw0));
    }

    @Test
    void shouldTellWhetherAnInvalidParameterIsInTheDataOrTheCommand() {
        int inData = ConnectResponse.invalidData(ConnectData.IPO_SUBNQN);
        int inCommand = ConnectResponse.invalidCommand(ConnectResponse.IPO_SQSIZE);

        assertEquals(0x00010100, inData);
        assertTrue(ConnectResponse.iattr(inData));
        assertEquals(256, ConnectResponse.ipo(inData));
        assertEquals(44, inCommand);
        assertFalse(ConnectResponse.iattr(inCommand));
    }

    @Test
    void shouldReadANameUpToItsNul() {
        ConnectData.subnqnText(data, 0, "nqn.2016-06.io.spdk:an older and longer one");
        ConnectData.subnqnText(data, 0, "nqn.2016-06.io.spdk:\u1208");

        assertEquals("nqn.2016-06.io.spdk:\u1208", ConnectData.subnqnText(data, 0));
        assertEquals(23, ConnectData.subnqnLength(data, 0));
        assertEquals(0, data.get(ValueLayout.JAVA_BYTE, 256 + 30));
    }

    @Test
    void shouldReadANameWithoutNulNoFartherThanItsField() {
        data.fill((byte) 'a');

        assertEquals(Nqn.FIELD_LENGTH, ConnectData.subnqnLength(data, 0));
        assertEquals("a".repeat(Nqn.FIELD_LENGTH), ConnectData.hostnqnText(data, 0));
    }

    @Test
    void shouldRefuseANameThatLeavesNoRoomForItsNul() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ConnectData.hostnqnText(data, 0, "a".repeat(Nqn.FIELD_LENGTH)));
    }

    @Test
    void shouldHoldTheHostIdentifierInTheOrderOfItsText() {
        UUID hostid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

        ConnectData.hostid(data, 0, hostid);

        for (int i = 0; i < 16; i++) {
            assertEquals(i * 0x11, Wire.u8(data, i));
        }
        assertEquals(hostid, ConnectData.hostid(data, 0));
    }
}
