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
    private static final int CC_SHUTDOWN = 1 << 14;
    private static final int CSTS = 0x1C;
    private static final int CSTS_READY = 1;
    private static final int CSTS_SHUTDOWN = 3 << 2;
    private static final int CSTS_SHUTDOWN_COMPLETE = 2 << 2;

    private final HostConnection.Connector connector;
    private final String subnqn;
    private final String hostnqn;
    private final UUID hostid;
    private final HostConnection admin;
    private final List<HostConnection> queues = new ArrayList<>();
    private int cntlid = 0xFFFF;

    /** Connects the admin queue over TCP and enables the controller. */
    public HostController(InetSocketAddress target, String subnqn, String hostnqn)
            throws IOException {
        this(() -> new HostQueue(target, false, false), subnqn, hostnqn, 0);
    }

    /**
     * Connects the admin queue and enables the controller.
     *
     * @param kato keep-alive time-out, milliseconds; 0 for none
     */
    public HostController(
            HostConnection.Connector connector, String subnqn, String hostnqn, int kato)
            throws IOException {
        this.connector = connector;
        this.subnqn = subnqn;
        this.hostnqn = hostnqn;
        hostid = UUID.nameUUIDFromBytes(hostnqn.getBytes(StandardCharsets.UTF_8));
        admin = connector.open();
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
        awaitStatus(CSTS_READY, CSTS_READY);
    }

    private void awaitStatus(int mask, int value) throws IOException {
        while ((admin.call(HostCommand.propertyGet(CSTS, false)).dw0() & mask) != value) {
            Thread.onSpinWait();
        }
    }

    /** Shuts the controller down in order, then goes away. */
    public void shutDown() throws IOException {
        require(admin.call(HostCommand.propertySet(CC, CC_ENABLE | CC_SHUTDOWN)), "shutdown");
        awaitStatus(CSTS_SHUTDOWN, CSTS_SHUTDOWN_COMPLETE);
        close();
    }

    /** Connects one more I/O queue. */
    public HostConnection openQueue(int depth) throws IOException {
        HostConnection queue = connector.open();
        queues.add(queue);
        require(queue.call(connect(queues.size(), depth, 0)), "Connect of an I/O queue");
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
    public HostConnection admin() {
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
        for (HostConnection queue : queues) {
            queue.close();
        }
        admin.close();
    }
}
