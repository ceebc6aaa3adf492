package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.transport.tcp.ArrivingData.Step;
import io.viaduct.transport.tcp.ConnectionState.Slot;
import io.viaduct.transport.tcp.TcpRequest.State;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The state of a connection goes through its bytes whole, and nothing else passes for one. */
class ConnectionStateTest {
    private static final int SEEDS = 2_000;
    private static final int SLOTS = 40;
    private static final State[] STATES = {
        State.PARKED, State.TRANSFERRING, State.EXECUTING, State.SENDING
    };

    /** A state that can be, of a connection that is running. */
    private static ConnectionState random(Random random) {
        var wire = new WireOptions(random.nextBoolean(), random.nextBoolean(), random.nextInt(32));
        byte[] header = new byte[random.nextInt(ReceiveMachine.HEADER_MAX + 1)];
        random.nextBytes(header);
        int made = random.nextInt(SLOTS);
        List<Slot> slots = new ArrayList<>();
        List<Integer> queue = new ArrayList<>();
        int incoming = ConnectionState.NONE;
        ArrivingData arriving = null;
        for (int i = 0; i < made; i++) {
            if (random.nextInt(3) > 0) {
                Slot slot = slot(i, random);
                slots.add(slot);
                boolean unasked = slot.state() == State.TRANSFERRING && slot.received() == 0;
                if (slot.sends() || (unasked && random.nextBoolean())) {
                    queue.add(i);
                }
                if (slot.state() == State.PARKED && slot.inCapsule()) {
                    incoming = i;
                    arriving = null;
                } else if (slot.state() == State.TRANSFERRING && slot.received() > 0) {
                    incoming = i;
                    arriving = arriving(slot.received(), random);
                }
            }
        }
        Collections.shuffle(queue, random);
        return new ConnectionState(true, wire, header, arriving, incoming, made, slots, queue);
    }

    private static ArrivingData arriving(long start, Random random) {
        Step[] steps = Step.values();
        return new ArrivingData(
                steps[random.nextInt(steps.length)],
                false,
                random.nextInt(100),
                random.nextInt(100),
                start,
                random.nextInt(100),
                random.nextInt(4),
                random.nextInt());
    }

    private static Slot slot(int number, Random random) {
        State state = STATES[random.nextInt(STATES.length)];
        int total = 1 + random.nextInt(1 << 20);
        return new Slot(
                number,
                state,
                random.nextInt(1 << 16),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? 0 : random.nextInt(total),
                total);
    }

    private static void assertSame(ConnectionState expected, ConnectionState actual) {
        assertNotNull(actual);
        assertArrayEquals(expected.header(), actual.header());
        assertEquals(expected.arriving(), actual.arriving());
        assertEquals(withoutHeader(expected), withoutHeader(actual));
    }

    private static List<Object> withoutHeader(ConnectionState state) {
        return List.of(
                state.running(),
                state.wire(),
                state.incoming(),
                state.made(),
                state.slots(),
                state.queue());
    }

    @Test
    void shouldComeThroughItsBytesWhole() {
        for (int seed = 0; seed < SEEDS; seed++) {
            ConnectionState state = random(new Random(seed));
            assertSame(state, ConnectionState.decode(state.encode()));
        }
        var fresh =
                new ConnectionState(
                        false,
                        WireOptions.NONE,
                        new byte[] {0, 0, (byte) 0x80},
                        null,
                        ConnectionState.NONE,
                        0,
                        List.of(),
                        List.of());
        assertSame(fresh, ConnectionState.decode(fresh.encode()));
    }

    @Test
    void shouldRefuseBytesThatAreCutOrGoOn() {
        for (int seed = 0; seed < SEEDS / 10; seed++) {
            byte[] whole = random(new Random(seed)).encode();
            for (int length = 0; length < whole.length; length++) {
                assertNull(ConnectionState.decode(Arrays.copyOf(whole, length)), "seed " + seed);
            }
            assertNull(ConnectionState.decode(Arrays.copyOf(whole, whole.length + 1)));
        }
    }

    @Test
    void shouldMakeOfDamagedBytesNothingThatCannotBe() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] bytes = random(random).encode();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            ConnectionState decoded = ConnectionState.decode(bytes);
            if (decoded != null) {
                // What is taken is what it says, and so can be told again.
                assertArrayEquals(bytes, decoded.encode(), "seed " + seed);
            }
            random.nextBytes(bytes);
            assertNull(ConnectionState.decode(bytes), "seed " + seed);
        }
    }

    private static ConnectionState of(int made, int incoming, List<Integer> queue, Slot... slots) {
        return of(null, made, incoming, queue, slots);
    }

    private static ConnectionState of(
            ArrivingData arriving, int made, int incoming, List<Integer> queue, Slot... slots) {
        return new ConnectionState(
                true,
                WireOptions.NONE,
                new byte[0],
                arriving,
                incoming,
                made,
                List.of(slots),
                queue);
    }

    private static ArrivingData data(boolean discarded, long start) {
        return new ArrivingData(Step.DATA, discarded, 0, 10, start, 0, 0, 0);
    }

    private static Slot slot(int number, State state, boolean inCapsule, long received) {
        return new Slot(number, state, 7, inCapsule, false, received, 100);
    }

    private static ConnectionState decoded(ConnectionState state) {
        return ConnectionState.decode(state.encode());
    }

    private static void refuses(ConnectionState impossible) {
        assertNull(decoded(impossible));
    }

    @Test
    void shouldTakeDataOnlyForTheCommandThatExpectsIt() {
        Slot arriving = slot(0, State.ARRIVING, true, 0);
        Slot transferring = slot(0, State.TRANSFERRING, false, 50);
        assertNotNull(decoded(of(data(false, 0), 1, 0, List.of(), arriving)));
        assertNotNull(decoded(of(data(true, 0), 1, 0, List.of(), arriving)));
        assertNotNull(decoded(of(data(false, 50), 1, 0, List.of(), transferring)));
        refuses(of(data(true, 50), 1, 0, List.of(), transferring));
        refuses(of(data(false, 49), 1, 0, List.of(), transferring));
        refuses(of(data(false, 1), 1, 0, List.of(), arriving));
        refuses(of(data(false, 0), 1, 0, List.of(), slot(0, State.ARRIVING, false, 0)));
        refuses(of(data(false, 0), 1, 0, List.of(), slot(0, State.EXECUTING, true, 0)));
        refuses(of(data(false, 0), 1, ConnectionState.NONE, List.of()));
        refuses(of(1, 0, List.of(), arriving));
        refuses(of(data(false, 0), 2, 0, List.of(), arriving, slot(1, State.ARRIVING, true, 0)));
        Slot asked = slot(0, State.TRANSFERRING, false, 0);
        assertNotNull(decoded(of(data(false, 0), 1, 0, List.of(), asked)));
        refuses(of(data(false, 0), 1, 0, List.of(0), asked));
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        int none = ConnectionState.NONE;
        refuses(of(1, none, List.of(), slot(1, State.EXECUTING, false, 0)));
        refuses(of(1, none, List.of(), slot(0, State.ARRIVING, false, 0)));
        refuses(of(1, none, List.of(), slot(0, State.FREE, false, 0)));
        refuses(of(1, none, List.of(), slot(0, State.TRANSFERRING, false, 100)));
        refuses(of(1, none, List.of(), slot(0, State.SENDING, false, 0)));
        refuses(of(1, none, List.of(0), slot(0, State.EXECUTING, false, 0)));
        refuses(of(1, none, List.of(0), slot(0, State.TRANSFERRING, false, 1)));
        refuses(of(1, none, List.of(0, 0), slot(0, State.SENDING, false, 0)));
        refuses(of(1, 0, List.of(), slot(0, State.PARKED, false, 0)));
        refuses(of(1, 0, List.of(), slot(0, State.EXECUTING, true, 0)));
        refuses(of(RequestTable.SLOTS_MAX + 1, none, List.of()));
        Slot twice = slot(0, State.EXECUTING, false, 0);
        refuses(of(1, none, List.of(), twice, twice));
    }
}
