package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Request;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Predicate;

/** What the core does for connections that no transport serves. */
class HandoverTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int KATO_MS = 5000;
    private static final byte[] STATE = {1, 2, 3};

    private final Rig rig = new Rig();
    private final FakeDevice disk = Rig.disk();
    private final FakeTransport nextAdmin = new FakeTransport();
    private final FakeTransport nextIo = new FakeTransport();
    private Host admin;
    private Host io;
    private boolean free;

    @BeforeEach
    void connect() {
        rig.with(1, disk).publish();
        admin = rig.host().connectAdmin(sqe -> ConnectCommand.kato(ALL, sqe, KATO_MS)).enable();
        io = rig.io(admin, 1, 0);
    }

    private ReactorTarget target() {
        return rig.targets.getFirst();
    }

    private void leave() {
        target().handOver("TCP", () -> free = true);
    }

    private static void ready(Host host, Request... requests) {
        host.transport.handover.ready(1, STATE, null, List.of(requests));
    }

    /** Each end goes on with its own; requests get an attachment. */
    private boolean goOn(Adoption from) {
        boolean first = from.requests().isEmpty();
        from.requests().forEach(request -> request.attach(this));
        FakeTransport end = first ? nextAdmin : nextIo;
        end.qpair = from.attach(end);
        return true;
    }

    private Adopted adopt(Predicate<Adoption> transport) {
        Adopted adopted = target().adopt("TCP", transport);
        rig.settle();
        return adopted;
    }

    private Request read() {
        Request request = io.blocks(IoOpcode.READ, 0, 1);
        assertEquals(Request.EXECUTE, request.begin(512));
        request.execute();
        return request;
    }

    @Test
    void shouldTellTheNextTransportWhatHasHappenedMeanwhile() {
        disk.slow();
        Request early = read();
        Request late = read();
        leave();
        ready(admin);
        ready(io, early, late);
        assertTrue(free);
        assertNull(early.attachment(), "nothing of the one that has left is kept");
        disk.finish();
        rig.settle();
        assertNull(io.answer(), "whoever has left is told nothing");

        Adopted adopted =
                adopt(
                        from -> {
                            assertEquals(1, from.version());
                            assertArrayEquals(STATE, from.state());
                            if (!from.requests().isEmpty()) {
                                assertEquals(List.of(early, late), from.requests());
                                assertEquals(Adoption.Stage.EXECUTING, from.stage(0));
                            }
                            return goOn(from);
                        });
        assertEquals(2, adopted.kept());
        assertSame(early, nextIo.completed.remove());
        disk.finish();
        rig.settle();
        assertSame(late, nextIo.completed.remove());
        assertTrue(nextIo.completed.isEmpty(), "each is told once");
    }

    @Test
    void shouldLetNoTimeRunOutWhileNobodyHearsTheHost() {
        Host waiting = rig.host();
        leave();
        ready(admin);
        ready(io);
        ready(waiting);
        rig.advance(1000 * SECOND);
        adopt(
                from -> {
                    var end = new FakeTransport();
                    end.qpair = from.attach(end);
                    return true;
                });
        assertEquals(1, target().controllers(Rig.NQN).size());
        rig.advance((KATO_MS / 1000 - 1) * SECOND);
        assertEquals(1, target().controllers(Rig.NQN).size());
    }

    @Test
    void shouldRunTheTimeAnewWhenTheHostCanBeHeard() {
        leave();
        ready(admin);
        io.transport.close();
        rig.settle();
        adopt(this::goOn);
        rig.advance(KATO_MS / 1000 * SECOND);
        assertEquals("keep alive expired", nextAdmin.disconnectedWhy);
    }

    @Test
    void shouldEndAConnectionThatDoesNotComeToRest() {
        leave();
        ready(admin);
        rig.advance(QpairHandover.PATIENCE_NANOS);
        assertNotNull(io.transport.disconnectedWhy);
        io.transport.close();
        rig.settle();
        assertTrue(free);
        assertEquals(1, adopt(this::goOn).kept());
    }

    @Test
    void shouldLetTheDeviceFinishWhatWasHeldWhenTheConnectionEnds() {
        disk.slow();
        int before = rig.reactors.getFirst().fakeBuffers().free();
        Request request = read();
        leave();
        ready(admin);
        ready(io, request);
        io.qpair.disconnect("test");
        rig.settle();
        assertEquals(
                before - 1,
                rig.reactors.getFirst().fakeBuffers().free(),
                "the device still writes to it");
        disk.finish();
        rig.settle();
        assertEquals(before, rig.reactors.getFirst().fakeBuffers().free());
        assertEquals(1, adopt(this::goOn).kept());
    }

    @Test
    void shouldEndWhatIsRefusedAndWhatIsForgotten() {
        Request request = read();
        leave();
        ready(admin);
        ready(io);
        rig.settle();
        assertEquals(1, target().qpairs(Rig.NQN).size(), "a request was missing");
        assertNull(request.attachment());
        assertEquals(1, adopt(from -> false).refused());
        rig.settle();
        assertEquals(0, target().qpairs(Rig.NQN).size());
        assertEquals(0, target().controllers(Rig.NQN).size());
    }
}
