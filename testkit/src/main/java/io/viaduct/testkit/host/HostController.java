package io.viaduct.testkit.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A host's association with a subsystem: an admin queue and I/O queues, brought up in order. */
public final class HostController implements AutoCloseable {
    /** The discovery subsystem's name. */
    public static final String DISCOVERY = "nqn.2014-08.org.nvmexpress.discovery";

    private static final int ADMIN_DEPTH = 32;
    private static final int CC_ENABLE = 0x00460001;
    private static final int CC = 0x14;
    private static final int CSTS = 0x1C;

    private final InetSocketAddress target;
    private final String subnqn;
    private final String hostnqn;
    private final UUID hostid;
    private final boolean hdgst;
    private final boolean ddgst;
    private final HostQueue admin;
    private final List<HostQueue> queues = new ArrayList<>();
    private int cntlid = 0xFFFF;

    /** Connects the admin queue and enables the controller. */
    public HostController(InetSocketAddress target, String subnqn, String hostnqn)
            throws IOException {
        this(target, subnqn, hostnqn, false, false, 0);
    }

    /** As above, with digests and a keep-alive time-out in milliseconds. */
    public HostController(
            InetSocketAddress target,
            String subnqn,
            String hostnqn,
            boolean hdgst,
            boolean ddgst,
            int kato)
            throws IOException {
        this.target = target;
        this.subnqn = subnqn;
        this.hostnqn = hostnqn;
        this.hdgst = hdgst;
        this.ddgst = ddgst;
        hostid = UUID.nameUUIDFromBytes(hostnqn.getBytes(StandardCharsets.UTF_8));
        admin = new HostQueue(target, hdgst, ddgst);
        try {
            HostResponse connected = admin.call(connect(0, ADMIN_DEPTH, kato));
            require(connected, "Connect of the admin queue");
            cntlid = connected.dw0() & 0xFFFF;
            require(admin.call(HostCommand.propertySet(CC, CC_ENABLE)), "enable");
            awaitReady();
        } catch (IOException e) {
            admin.close();
            throw e;
        }
    }

    private void awaitReady() throws IOException {
        while ((admin.call(HostCommand.propertyGet(CSTS, false)).dw0() & 1) == 0) {
            Thread.onSpinWait();
        }
    }

    /** Connects one more I/O queue. */
    public HostQueue openQueue(int depth) throws IOException {
        HostQueue queue = new HostQueue(target, hdgst, ddgst);
        require(queue.call(connect(queues.size() + 1, depth, 0)), "Connect of an I/O queue");
        queue.inCapsuleMax(4096);
        queues.add(queue);
        return queue;
    }

    /** The Connect command of a queue, for tests that change it first. */
    public HostCommand connect(int qid, int depth, int kato) {
        ByteBuffer data = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        data.order(ByteOrder.BIG_ENDIAN)
                .putLong(0, hostid.getMostSignificantBits())
                .putLong(8, hostid.getLeastSignificantBits());
        data.order(ByteOrder.LITTLE_ENDIAN).putShort(16, (short) cntlid);
        data.put(256, subnqn.getBytes(StandardCharsets.US_ASCII));
        data.put(512, hostnqn.getBytes(StandardCharsets.US_ASCII));
        return HostCommand.fabrics(0x01)
                .cdw(10, qid << 16)
                .cdw(11, depth - 1)
                .cdw(12, kato)
                .data(data.array());
    }

    /** The admin queue. */
    public HostQueue admin() {
        return admin;
    }

    /** Identifier that the target gave. */
    public int cntlid() {
        return cntlid;
    }

    /** Fails with what happened unless the command succeeded. */
    public static void require(HostResponse response, String what) throws IOException {
        if (response.status() != 0) {
            throw new IOException(
                    what + " ended with status 0x" + Integer.toHexString(response.status()));
        }
    }

    @Override
    public void close() throws IOException {
        for (HostQueue queue : queues) {
            queue.close();
        }
        admin.close();
    }
}
