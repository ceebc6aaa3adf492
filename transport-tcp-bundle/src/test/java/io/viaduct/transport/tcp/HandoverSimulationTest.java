package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.core.qpair.Adopted;
import io.viaduct.testkit.FaultyWire;
import io.viaduct.testkit.WirePeer;
import io.viaduct.testkit.host.HostCommand;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Random commands over a wire that tears them, while one instance of the transport takes over from
 * the other at any moment. {@code -Dseed=} runs one seed alone, {@code -Dseeds=} more of them.
 */
class HandoverSimulationTest {
    private static final int SEEDS = 150;
    private static final int COMMANDS = 60;
    private static final int LANES = 6;
    private static final int LANE_BLOCKS = 64;
    private static final int IN_CAPSULE_MAX = 4096;
    private static final int STEPS_MAX = 1_000_000;
    private static final int ENABLE = 0x00460001;

    @Test
    void shouldServeEveryCommandOnceWhoeverServes() throws Exception {
        int first = Integer.getInteger("seed", 0);
        int seeds = Integer.getInteger("seeds", Integer.getInteger("seed") == null ? SEEDS : 1);
        int handovers = 0;
        for (int seed = first; seed < first + seeds; seed++) {
            try {
                handovers += new Run(seed).go();
            } catch (Throwable t) {
                throw new AssertionError("-Dseed=" + seed, t);
            }
        }
        assertTrue(seeds == 1 || handovers > seeds, handovers + " handovers");
    }

    /** One seed. */
    private static final class Run {
        private final Random random;
        private final SteppedTarget target;
        private final byte[][] written = new byte[LANES][];
        private final SteppedHost.Command[] writes = new SteppedHost.Command[LANES];
        private final SteppedHost.Command[] reads = new SteppedHost.Command[LANES];
        private final List<SteppedHost> hosts = new ArrayList<>();
        private final boolean digests;
        private SteppedHost admin;
        private SteppedHost queue;
        private int cntlid;
        private int sent;
        private int handovers;
        private boolean leaving;
        private boolean held;

        Run(long seed) throws Exception {
            random = new Random(seed);
            digests = random.nextBoolean();
            target = new SteppedTarget();
        }

        int go() throws Exception {
            try (target) {
                admin = connect(0, 0xffff);
                SteppedHost.Command enable =
                        admin.send(HostCommand.propertySet(0x14, ENABLE), false);
                until(enable::ended);
                queue = connect(1, cntlid);
                until(this::isThrough);
                if (leaving) {
                    until(target::left);
                    goOn();
                }
                finish();
            }
            return handovers;
        }

        private SteppedHost connect(int qid, int cntid) throws IOException {
            long seed = random.nextLong();
            var line = target.connect((r, at, peer) -> new FaultyWire(r, seed, at, peer));
            var host =
                    new SteppedHost(new WirePeer(line.host()), new Wire(digests, digests), random);
            hosts.add(host);
            until(host::initialized);
            ByteBuffer data = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
            data.putShort(16, (short) cntid);
            data.put(256, SteppedTarget.NQN.getBytes(StandardCharsets.US_ASCII));
            data.put(512, "nqn.2026-11.io.viaduct:host".getBytes(StandardCharsets.US_ASCII));
            SteppedHost.Command connect =
                    host.send(
                            HostCommand.fabrics(0x01)
                                    .cdw(10, qid << 16)
                                    .cdw(11, 31)
                                    .data(data.array()),
                            true);
            until(connect::ended);
            assertEquals(0, connect.status);
            cntlid = connect.dw0 & 0xffff;
            return host;
        }

        private void until(BooleanSupplier condition) {
            for (int i = 0; i < STEPS_MAX; i++) {
                if (condition.getAsBoolean()) {
                    return;
                }
                target.step();
                hosts.forEach(Run::turn);
                if (queue != null) {
                    perhapsReplace();
                    issue();
                }
            }
            throw new AssertionError("it does not happen");
        }

        private static void turn(SteppedHost host) {
            host.poll();
            assertFalse(host.closed(), "the connection has ended");
        }

        private void perhapsReplace() {
            if (random.nextInt(100) == 0 || (held && sent == COMMANDS)) {
                held = !held && sent < COMMANDS;
                target.bdev().hold(held);
            }
            if (!leaving && random.nextInt(150) == 0) {
                leaving = true;
                target.handOver();
            } else if (leaving && target.left() && random.nextInt(30) == 0) {
                goOn();
            }
        }

        private void goOn() {
            try {
                Adopted adopted = target.adopt();
                assertEquals(2, adopted.kept());
                assertEquals(0, adopted.refused());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            leaving = false;
            handovers++;
        }

        /** Each lane writes blocks of its own and reads them back. */
        private void issue() {
            for (int lane = 0; lane < LANES; lane++) {
                if (writes[lane] != null && writes[lane].ended()) {
                    assertEquals(0, writes[lane].status);
                    written[lane] = writes[lane].out;
                    writes[lane] = null;
                }
                if (reads[lane] != null && reads[lane].ended()) {
                    SteppedHost.assertRead(written[lane], reads[lane]);
                    reads[lane] = null;
                    written[lane] = null;
                }
                if (sent < COMMANDS && isIdle(lane) && random.nextInt(4) == 0) {
                    start(lane);
                }
            }
        }

        private boolean isIdle(int lane) {
            return writes[lane] == null && reads[lane] == null;
        }

        private void start(int lane) {
            sent++;
            long lba = (long) lane * LANE_BLOCKS;
            if (written[lane] != null) {
                int blocks = written[lane].length / SteppedTarget.BLOCK;
                HostCommand read = HostCommand.read(1, lba, blocks, SteppedTarget.BLOCK);
                reads[lane] = queue.send(read, false);
                return;
            }
            int blocks = 1 + random.nextInt(random.nextBoolean() ? 8 : LANE_BLOCKS);
            byte[] data = new byte[blocks * SteppedTarget.BLOCK];
            random.nextBytes(data);
            boolean inCapsule = data.length <= IN_CAPSULE_MAX && random.nextBoolean();
            writes[lane] = queue.send(HostCommand.write(1, lba, blocks, data), inCapsule);
        }

        private boolean isThrough() {
            if (sent < COMMANDS) {
                return false;
            }
            for (int lane = 0; lane < LANES; lane++) {
                if (!isIdle(lane)) {
                    return false;
                }
            }
            return true;
        }

        private void finish() {
            hosts.clear();
            queue.close();
            admin.close();
            queue = null;
            until(() -> target.qpairs() == 0);
            assertEquals(0, target.buffersInUse());
        }
    }
}
