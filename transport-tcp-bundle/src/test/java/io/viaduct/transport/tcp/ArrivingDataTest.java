package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.transport.tcp.ArrivingData.Step;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

/** A PDU of 1000 bytes behind up to 8 of padding, for a command of 4096. */
class ArrivingDataTest {
    private static final long LENGTH = 1000;
    private static final long ROOM = 4096;

    private static boolean fits(ArrivingData data) {
        ByteBuffer bytes = ByteBuffer.allocate(ArrivingData.LENGTH);
        data.put(bytes);
        assertFalse(bytes.hasRemaining());
        assertEquals(data, ArrivingData.get(bytes.flip()));
        return data.isPossible(8, LENGTH, ROOM, true);
    }

    private static ArrivingData placed(long remaining, long start, long placed) {
        return new ArrivingData(Step.DATA, false, 0, remaining, start, placed, 0, 0);
    }

    private static ArrivingData padding(long padding, long remaining) {
        return new ArrivingData(Step.PADDING, false, padding, remaining, 0, 0, 0, 0);
    }

    private static ArrivingData digest(long remaining, int length) {
        return new ArrivingData(Step.DIGEST, false, 0, remaining, 0, LENGTH, length, 7);
    }

    @Test
    void shouldFitWhereItIsInsideThePduAndTheCommand() {
        assertTrue(fits(placed(LENGTH, 0, 0)));
        assertTrue(fits(placed(1, ROOM - LENGTH, LENGTH - 1)));
        assertTrue(fits(padding(8, LENGTH)));
        assertTrue(fits(digest(0, 3)));
        assertTrue(fits(new ArrivingData(Step.DATA, true, 0, 5, 0, 0, 0, 0)));
    }

    @Test
    void shouldNotFitWhereBytesWouldGoAstray() {
        assertFalse(fits(placed(0, 0, LENGTH)));
        assertFalse(fits(placed(LENGTH + 1, 0, -1)));
        assertFalse(fits(placed(10, 0, 10)));
        assertFalse(fits(placed(LENGTH, ROOM - LENGTH + 1, 0)));
        assertFalse(fits(placed(LENGTH, -1, 0)));
        assertFalse(fits(placed(LENGTH, Long.MAX_VALUE, 0)));
        assertFalse(fits(padding(9, LENGTH)));
        assertFalse(fits(padding(0, LENGTH)));
        assertFalse(fits(padding(1, LENGTH - 1)));
        assertFalse(fits(digest(1, 0)));
        assertFalse(fits(digest(0, 4)));
        assertFalse(fits(new ArrivingData(Step.DATA, true, 0, 5, 1, 0, 0, 0)));
        assertFalse(digest(0, 0).isPossible(8, LENGTH, ROOM, false));
    }
}
