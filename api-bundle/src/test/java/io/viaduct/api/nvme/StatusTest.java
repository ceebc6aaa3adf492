package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StatusTest {
    @Test
    void shouldTakeApartWhatItComposed() {
        int status = Status.of(Status.SCT_MEDIA, 0x85);

        assertEquals(Status.COMPARE_FAILURE, status);
        assertEquals(Status.SCT_MEDIA, Status.sct(status));
        assertEquals(0x85, Status.sc(status));
    }

    @Test
    void shouldKeepTypeAndCodeUnderRetryDelayMoreAndDoNotRetry() {
        int status = Status.withDnr(Status.withMore(Status.withCrd(Status.LBA_OUT_OF_RANGE, 2)));

        assertEquals(Status.LBA_OUT_OF_RANGE, Status.code(status));
        assertEquals(2, Status.crd(status));
        assertTrue(Status.more(status));
        assertTrue(Status.dnr(status));
        assertFalse(Status.dnr(Status.LBA_OUT_OF_RANGE));
        assertFalse(Status.more(Status.LBA_OUT_OF_RANGE));
    }

    @Test
    void shouldTellErrorsByTypeAndCodeAlone() {
        assertFalse(Status.isError(Status.SUCCESS));
        assertFalse(Status.isError(Status.SUCCESS | Status.MORE));
        assertTrue(Status.isError(Status.COMPLETION_QUEUE_INVALID));
        assertTrue(Status.isError(Status.INVALID_FIELD | Status.DNR));
    }

    @Test
    void shouldNameAStatusWhateverItsFlags() {
        assertEquals("SUCCESS", Status.name(Status.SUCCESS));
        assertEquals("INVALID_FIELD", Status.name(Status.INVALID_FIELD | Status.DNR));
        assertEquals("COMPLETION_QUEUE_INVALID", Status.name(0x100));
        assertEquals("0x7ff", Status.name(0x7ff));
    }

    @Test
    void shouldNameTheStatusOfAFabricsCommandByItsOwnMeaning() {
        assertEquals("CONFLICTING_ATTRIBUTES", Status.name(0x180));
        assertEquals("FABRICS_INCOMPATIBLE_FORMAT", Status.fabricsName(0x180 | Status.DNR));
        assertEquals("COMMAND_SEQUENCE_ERROR", Status.fabricsName(Status.COMMAND_SEQUENCE_ERROR));
    }
}
