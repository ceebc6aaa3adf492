package io.viaduct.core.qpair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.transport.Request;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** How long commands wait at a closed gate, as it is measured. */
class PauseTest {
    private final Rig rig = new Rig(2, 4, TargetOptions.of("1"));
    private final List<Pause> pauses = new ArrayList<>();
    private final Host near;
    private final Host far;

    PauseTest() {
        rig.with(1, Rig.disk()).publish();
        Host admin = rig.admin();
        near = rig.io(admin, 1, 0);
        far = rig.io(admin, 2, 1);
        // Clocks do not begin at 0.
        rig.advance(1_000);
    }

    private void hold() {
        rig.targets.forEach(part -> part.hold(Rig.NQN, 1, new Hold(null, () -> {}, pauses::add)));
    }

    private void resume(int reactor) {
        rig.targets.get(reactor).unhold(Rig.NQN, 1);
    }

    private static Request read(Host host) {
        Request request = host.blocks(IoOpcode.READ, 0, 1);
        assertEquals(Request.WAIT, request.begin(512));
        return request;
    }

    @Test
    void shouldMeasureFromTheFirstThatParkedToTheLastThatWentOnOverAllReactors() {
        hold();
        rig.advance(10);
        read(far);
        rig.advance(10);
        read(near);
        read(near);
        rig.advance(10);
        resume(1);
        rig.advance(10);
        resume(0);
        assertEquals(2, pauses.size());
        Pause pause = Pause.of(pauses);
        assertEquals(40, pause.gateNanos());
        assertEquals(30, pause.waitNanos());
        assertEquals(3, pause.parked());
        assertTrue(pause.resumed());
    }

    @Test
    void shouldNotLetAReactorWhereNobodyWaitedLengthenTheWait() {
        hold();
        rig.advance(10);
        resume(1);
        rig.advance(10);
        read(near);
        rig.advance(5);
        resume(0);
        Pause pause = Pause.of(pauses);
        assertEquals(25, pause.gateNanos());
        assertEquals(5, pause.waitNanos());
        assertEquals(1, pause.parked());
    }

    @Test
    void shouldSayThatNobodyWaited() {
        hold();
        rig.advance(10);
        resume(0);
        resume(1);
        Pause pause = Pause.of(pauses);
        assertEquals(10, pause.gateNanos());
        assertEquals(0, pause.waitNanos());
        assertEquals(0, pause.parked());
    }

    @Test
    void shouldNotWaitForWhoeverIsGoneBeforeTheEnd() {
        hold();
        read(near).free();
        rig.advance(10);
        resume(0);
        resume(1);
        Pause pause = Pause.of(pauses);
        assertEquals(1, pause.parked());
        assertEquals(0, pause.waitNanos());
    }

    @Test
    void shouldTellOfANamespaceThatGoesThatItWasNotResumed() {
        hold();
        read(near);
        rig.advance(10);
        rig.without(1).publish();
        Pause pause = Pause.of(pauses);
        assertFalse(pause.resumed());
        assertEquals(10, pause.waitNanos());
        resume(0);
        assertEquals(2, pauses.size(), "each hold ends once");
    }

    @Test
    void shouldMeasureEachHoldByItself() {
        hold();
        read(near);
        rig.advance(10);
        resume(0);
        resume(1);
        rig.advance(100);
        pauses.clear();
        hold();
        rig.advance(10);
        read(near);
        rig.advance(1);
        resume(0);
        resume(1);
        assertEquals(11, Pause.of(pauses).gateNanos());
        assertEquals(1, Pause.of(pauses).waitNanos());
        assertEquals(1, Pause.of(pauses).parked());
    }

    @Test
    void shouldTakeAHoldThatFollowsAnotherForOnePause() {
        hold();
        read(near);
        rig.advance(10);
        hold();
        assertEquals(List.of(), pauses, "nobody was let through in between");
        rig.advance(10);
        resume(0);
        resume(1);
        assertEquals(4, pauses.size(), "both hear of it");
        assertEquals(20, Pause.of(pauses).waitNanos());
        assertTrue(Pause.of(pauses).resumed());
    }

    @Test
    void shouldAnswerAtOnceWhereThereIsNoSuchNamespace() {
        rig.targets.getFirst().hold(Rig.NQN, 7, new Hold(null, () -> {}, pauses::add));
        rig.targets.getFirst().hold("nqn.other", 1, new Hold(null, () -> {}, pauses::add));
        assertEquals(List.of(Pause.NONE, Pause.NONE), pauses);
        assertSame(Pause.NONE, Pause.of(pauses));
    }
}
