package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.TransportOptions;
import io.viaduct.conformance.Proves;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.transport.tcp.HostileHost.Reply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** What good hosts may agree on and ask for, against the whole of the transport and the core. */
@ExtendWith(QuietTransport.class)
class TcpWireTest {
    private static final int BLOCK = SteppedTarget.BLOCK;
    private static final int ENTRIES_MAX = 1024;
    private static final int QUEUES = 127;
    private static final int MAXR2T = 12;
    private static final int R2TO = 12;
    private static final int R2TL = 16;
    private static final IntUnaryOperator WHOLE = left -> left;
    private static final TransportOptions OPTIONS =
            new TransportOptions(ENTRIES_MAX, QUEUES, 4096, 131072, 131072, 128, 1, 1, 0);

    private final Random random = new Random(1);

    private HostileHost initialized(SteppedTarget target, WireOptions wire, IntUnaryOperator p) {
        HostileHost host = new HostileHost(target, wire, random, p);
        host.initialize();
        return host;
    }

    private HostileHost initialized(SteppedTarget target) {
        return initialized(target, WireOptions.NONE, WHOLE);
    }

    private byte[] data(int blocks) {
        byte[] data = new byte[blocks * BLOCK];
        random.nextBytes(data);
        return data;
    }

    private void writeAndRead(HostileHost host, int blocks, boolean inCapsule) {
        byte[] data = data(blocks);
        HostCommand write = HostCommand.write(1, 3, blocks, data);
        assertEquals(0, host.call(write, inCapsule).status());
        assertEquals(-1, Arrays.mismatch(data, host.read(3, blocks)));
    }

    @Test
    @Proves({
        "features 3.1 header digest",
        "features 3.1 data digest",
        "wire alignment",
        "wire one byte at a time"
    })
    void shouldServeEveryCombinationOfDigestsAndEveryAlignment() throws Exception {
        try (SteppedTarget target = new SteppedTarget()) {
            HostileHost admin = initialized(target);
            int cntlid = admin.connectAdmin(0);
            for (int combination = 0; combination < 4 * 32; combination++) {
                boolean hdgst = (combination & 1) != 0;
                boolean ddgst = (combination & 2) != 0;
                var wire = new WireOptions(hdgst, ddgst, combination >> 2);
                IntUnaryOperator pieces = combination % 8 < 4 ? WHOLE : left -> 1;
                HostileHost host = initialized(target, wire, pieces);
                host.connectIo(cntlid, 1, 8, true);
                writeAndRead(host, 1, true);
                writeAndRead(host, pieces == WHOLE ? 9 : 2, false);
                host.stream.hangUp(0);
                target.run();
            }
        }
    }

    @Test
    @Proves("wire MAXH2CDATA")
    void shouldTakeTransfersOfSeveralCommandsInPiecesThatTakeTurns() throws Exception {
        try (SteppedTarget target = new SteppedTarget()) {
            int cntlid = initialized(target).connectAdmin(0);
            HostileHost host = initialized(target);
            host.connectIo(cntlid, 1, 8, true);
            List<byte[]> written = new ArrayList<>();
            List<Reply> asked = new ArrayList<>();
            int blocks = target.options().maxIoSize() / BLOCK;
            for (int i = 0; i < 4; i++) {
                written.add(data(blocks));
                HostCommand write = HostCommand.write(1, (long) i * blocks, blocks, written.get(i));
                host.send(host.capsule(write, i, false));
                asked.add(host.next(HostileHost.R2T));
            }
            int most = target.options().maxIoSize() / 4;
            for (int at = 0; at < blocks * BLOCK; at += most) {
                for (int i = 3; i >= 0; i--) {
                    byte[] part = Arrays.copyOfRange(written.get(i), at, at + most);
                    boolean last = at + most == blocks * BLOCK;
                    int ttag = asked.get(i).ttag();
                    host.send(RawPdu.data(WireOptions.NONE, i, ttag, at, part, last));
                }
            }
            for (int i = 3; i >= 0; i--) {
                assertEquals(0, host.next(HostileHost.CAPSULE_RESP).status());
            }
            for (int i = 0; i < 4; i++) {
                byte[] read = host.read((long) i * blocks, blocks);
                assertEquals(-1, Arrays.mismatch(written.get(i), read));
            }
        }
    }

    /** MAXR2T is 0's based: the lowest already allows what the target makes use of. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, -1})
    @Proves("wire MAXR2T")
    void shouldHaveOneR2tOfACommandOutstandingHoweverManyTheHostAllows(int maxr2t)
            throws Exception {
        try (SteppedTarget target = new SteppedTarget()) {
            int cntlid = initialized(target).connectAdmin(0);
            HostileHost host = new HostileHost(target, WireOptions.NONE, random, WHOLE);
            host.send(RawPdu.initialize(WireOptions.NONE).put32(MAXR2T, maxr2t));
            host.next(HostileHost.IC_RESP);
            host.connectIo(cntlid, 1, 8, true);
            int blocks = target.options().maxIoSize() / BLOCK;
            byte[] data = data(blocks);
            List<Reply> asked = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                HostCommand write = HostCommand.write(1, (long) i * blocks, blocks, data);
                host.send(host.capsule(write, i, false));
                Reply ready = host.next(HostileHost.R2T);
                assertEquals(0, ready.header().getInt(R2TO));
                assertEquals(data.length, ready.header().getInt(R2TL));
                host.nothingMore();
                asked.add(ready);
            }
            int half = data.length / 2;
            byte[] first = Arrays.copyOf(data, half);
            for (int i = 0; i < 3; i++) {
                int ttag = asked.get(i).ttag();
                host.send(RawPdu.data(WireOptions.NONE, i, ttag, 0, first, false));
                host.nothingMore();
                host.answer(asked.get(i), data, half);
                assertEquals(0, host.next(HostileHost.CAPSULE_RESP).status());
                host.nothingMore();
            }
        }
    }

    @Test
    @Proves({"wire many PDUs in one segment", "features 3.1 queue depth"})
    void shouldServeAThousandCommandsOfOneSegmentAtOnce() throws Exception {
        try (SteppedTarget target = new SteppedTarget(OPTIONS, Map.of(), false)) {
            int cntlid = initialized(target).connectAdmin(0);
            HostileHost host = initialized(target);
            host.connectIo(cntlid, 1, ENTRIES_MAX, true);
            target.bdev().hold(true);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            Set<Integer> waiting = new HashSet<>();
            for (int i = 0; i < ENTRIES_MAX; i++) {
                HostCommand read = HostCommand.read(1, i, 1, BLOCK);
                all.writeBytes(host.capsule(read, i, false).bytes());
                waiting.add(i);
            }
            host.send(all.toByteArray());
            host.nothingMore();
            target.bdev().hold(false);
            target.run();
            while (!waiting.isEmpty()) {
                Reply reply = host.next();
                if (reply.type() == HostileHost.CAPSULE_RESP) {
                    assertEquals(0, reply.status());
                    assertTrue(waiting.remove(reply.cid()), "answered twice");
                }
            }
            host.nothingMore();
            assertEquals(0, target.buffersInUse());
        }
    }

    @Test
    @Proves("features 3.1 many queues")
    void shouldServeAsManyQueuesOfOneControllerAsItGrants() throws Exception {
        try (SteppedTarget target = new SteppedTarget(OPTIONS, Map.of(), true)) {
            int cntlid = initialized(target).connectAdmin(0);
            List<HostileHost> queues = new ArrayList<>();
            for (int qid = 1; qid <= QUEUES; qid++) {
                HostileHost host = initialized(target);
                host.connectIo(cntlid, qid, 16, true);
                queues.add(host);
            }
            assertEquals(QUEUES + 1, target.qpairs());
            queues.forEach(host -> writeAndRead(host, 2, true));
            queues.forEach(host -> host.stream.hangUp(0));
            target.run();
            assertEquals(1, target.qpairs());
        }
    }

    @Test
    @Proves({"features 3.1 C2H SUCCESS", "features 3.1 SQ flow control"})
    void shouldLetDataStandForTheResponseOnlyWhereBothEndsWantIt() throws Exception {
        for (boolean wanted : new boolean[] {true, false}) {
            Map<String, Object> specific = Map.of("c2h_success", wanted);
            try (SteppedTarget target = new SteppedTarget(OPTIONS, specific, false)) {
                int cntlid = initialized(target).connectAdmin(0);
                for (boolean flowControl : new boolean[] {true, false}) {
                    HostileHost host = initialized(target);
                    host.connectIo(cntlid, flowControl ? 1 : 2, 8, flowControl);
                    host.send(host.capsule(HostCommand.read(1, 0, 1, BLOCK), 9, false));
                    Reply data = host.next(HostileHost.C2H_DATA);
                    boolean success = wanted && !flowControl;
                    assertEquals(success ? 12 : 4, data.flags());
                    if (!success) {
                        Reply response = host.next(HostileHost.CAPSULE_RESP);
                        int sqhd = response.header().getShort(16) & 0xffff;
                        assertEquals(flowControl ? 2 : 0, sqhd);
                    }
                    host.nothingMore();
                }
            }
        }
    }
}
