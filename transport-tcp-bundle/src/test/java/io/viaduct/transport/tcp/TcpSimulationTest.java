package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.conformance.Proves;
import io.viaduct.testkit.FaultyWire;
import io.viaduct.testkit.WirePeer;
import io.viaduct.testkit.host.HostCommand;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A host and a target over wires that tear, delay and break, and a device that completes in any
 * order. What was written is there, whole; what was under way when a wire broke is there or not.
 * {@code -Dseed=} runs one seed alone, {@code -Dseeds=} more of them.
 */
class TcpSimulationTest {
    private static final int SEEDS = 25;
    private static final int ROUNDS = 4;
    private static final int QUEUES = 2;
    private static final int COMMANDS = 40;
    private static final int LANES = 8;
    private static final int LANE_BLOCKS = 96;
    private static final int IN_CAPSULE_BLOCKS = 8;
    private static final int STEPS_MAX = 2_000_000;
    private static final int ENABLE = 0x00460001;
    private static final int BLOCK = SteppedTarget.BLOCK;

    @Test
    @Proves("wire commands over a faulty wire")
    void shouldKeepWhatWasWrittenWhateverHappensToTheWires() throws Exception {
        Integer seed = Integer.getInteger("seed");
        int first = seed == null ? 0 : seed;
        int seeds = seed == null ? Integer.getInteger("seeds", SEEDS) : 1;
        int broken = 0;
        for (int next = first; next < first + seeds; next++) {
            try {
                broken += new Run(next).go();
            } catch (Throwable t) {
                throw new AssertionError("-Dseed=" + next, t);
            }
        }
        assertTrue(seeds == 1 || broken > seeds, broken + " broken wires");
    }

    /** One command of a lane; a lane has one at a time. */
    private record Operation(SteppedHost.Command command, int from, int blocks, long stamp) {
        boolean isWrite() {
            return stamp != 0;
        }
    }

    /** One seed. */
    private static final class Run {
        private final Random random;
        private final SteppedTarget target = new SteppedTarget();
        private final List<Set<Long>> model = new ArrayList<>();
        private final Operation[] lanes = new Operation[LANES];
        private final List<SteppedHost> hosts = new ArrayList<>();
        private long stamps;
        private int sent;
        private int broken;
        private boolean ready;

        Run(long seed) throws Exception {
            random = new Random(seed);
            for (int i = 0; i < LANES * LANE_BLOCKS; i++) {
                model.add(Set.of(0L));
            }
        }

        int go() throws Exception {
            try (target) {
                for (int round = 0; round < ROUNDS; round++) {
                    sent = 0;
                    ready = connect();
                    if (ready) {
                        until(() -> isBroken() || (sent == COMMANDS && isIdle()));
                    }
                    leave();
                }
            }
            return broken;
        }

        private boolean isBroken() {
            return hosts.stream().anyMatch(SteppedHost::closed);
        }

        private boolean isIdle() {
            for (Operation operation : lanes) {
                if (operation != null) {
                    return false;
                }
            }
            return true;
        }

        /** Admin queue, controller and I/O queues. False where a wire breaks before that. */
        private boolean connect() throws IOException {
            SteppedHost.Command admin = connectQueue(0, 0xffff);
            if (admin == null) {
                return false;
            }
            int cntlid = admin.dw0 & 0xffff;
            SteppedHost.Command enable =
                    hosts.getFirst().send(HostCommand.propertySet(0x14, ENABLE), false);
            until(() -> enable.ended() || isBroken());
            for (int qid = 1; qid <= QUEUES && !isBroken(); qid++) {
                connectQueue(qid, cntlid);
            }
            return !isBroken();
        }

        private SteppedHost.Command connectQueue(int qid, int cntlid) throws IOException {
            long seed = random.nextLong();
            long breaks = random.nextInt(3) == 0 ? Long.MAX_VALUE : 128 + random.nextInt(400_000);
            var line =
                    target.connect(
                            (r, at, peer) -> new FaultyWire(r, seed, at, peer).breakAfter(breaks));
            Wire wire = new Wire(random.nextBoolean(), random.nextBoolean());
            var host = new SteppedHost(new WirePeer(line.host()), wire, random);
            hosts.add(host);
            until(() -> host.initialized() || isBroken());
            if (isBroken()) {
                return null;
            }
            SteppedHost.Command connect =
                    host.send(HostileHost.connect(qid, 31, 0, cntlid, 0), true);
            until(() -> connect.ended() || isBroken());
            if (isBroken()) {
                return null;
            }
            assertEquals(0, connect.status);
            return connect;
        }

        /** The host goes; the device gives back what it has, and nothing is left. */
        private void leave() {
            broken += isBroken() ? 1 : 0;
            hosts.forEach(SteppedHost::close);
            hosts.clear();
            ready = false;
            for (int lane = 0; lane < LANES; lane++) {
                if (lanes[lane] != null && lanes[lane].isWrite()) {
                    Operation write = lanes[lane];
                    for (int i = 0; i < write.blocks; i++) {
                        Set<Long> either = new HashSet<>(model.get(write.from + i));
                        either.add(write.stamp + i);
                        model.set(write.from + i, either);
                    }
                }
                lanes[lane] = null;
            }
            target.bdev().hold(false);
            until(() -> target.controllers() == 0 && target.qpairs() == 0);
            assertEquals(0, target.buffersInUse());
        }

        private void until(BooleanSupplier condition) {
            for (int i = 0; i < STEPS_MAX; i++) {
                if (condition.getAsBoolean()) {
                    return;
                }
                target.step();
                hosts.forEach(SteppedHost::poll);
                if (ready) {
                    device();
                    settle();
                }
            }
            throw new AssertionError("it does not happen");
        }

        private void device() {
            switch (random.nextInt(40)) {
                case 0 -> target.bdev().hold(true);
                case 1 -> target.bdev().hold(false);
                default -> target.bdev().finishAny(random);
            }
        }

        private void settle() {
            for (int lane = 0; lane < LANES; lane++) {
                if (lanes[lane] != null && lanes[lane].command.ended()) {
                    end(lanes[lane]);
                    lanes[lane] = null;
                }
                if (lanes[lane] == null && sent < COMMANDS && random.nextInt(8) == 0) {
                    start(lane);
                }
            }
        }

        private void end(Operation operation) {
            assertEquals(0, operation.command.status);
            ByteBuffer read = ByteBuffer.wrap(operation.command.in);
            for (int i = 0; i < operation.blocks; i++) {
                int block = operation.from + i;
                if (operation.isWrite()) {
                    model.set(block, Set.of(operation.stamp + i));
                    continue;
                }
                long stamp = read.getLong(i * BLOCK);
                assertTrue(model.get(block).contains(stamp), "block " + block + " has " + stamp);
                for (int at = 0; at < BLOCK; at += Long.BYTES) {
                    assertEquals(stamp, read.getLong(i * BLOCK + at), "torn block " + block);
                }
                model.set(block, Set.of(stamp));
            }
        }

        private void start(int lane) {
            SteppedHost queue = hosts.get(1 + random.nextInt(QUEUES));
            sent++;
            int most = random.nextBoolean() ? IN_CAPSULE_BLOCKS : LANE_BLOCKS;
            int blocks = 1 + random.nextInt(most);
            int from = lane * LANE_BLOCKS + random.nextInt(LANE_BLOCKS - blocks + 1);
            if (random.nextBoolean()) {
                HostCommand read = HostCommand.read(1, from, blocks, BLOCK);
                lanes[lane] = new Operation(queue.send(read, false), from, blocks, 0);
                return;
            }
            long stamp = stamps + 1;
            stamps += blocks;
            ByteBuffer data = ByteBuffer.allocate(blocks * BLOCK);
            for (int i = 0; data.hasRemaining(); i++) {
                data.putLong(stamp + i / (BLOCK / Long.BYTES));
            }
            HostCommand write = HostCommand.write(1, from, blocks, data.array());
            boolean inCapsule = blocks <= IN_CAPSULE_BLOCKS && random.nextBoolean();
            lanes[lane] = new Operation(queue.send(write, inCapsule), from, blocks, stamp);
        }
    }
}
