package io.viaduct.itest;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostResponse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;

/** A host with one I/O queue, which hears of namespaces that change. One thread at a time. */
final class ConnectedHost implements AutoCloseable {
    static final int BLOCK_SIZE = 512;

    private static final int DEPTH = 16;
    private static final int ASYNC_EVENT_REQUEST = 0x0C;
    private static final int ASYNC_EVENT_CONFIGURATION = 0x0B;
    private static final int NAMESPACE_NOTICES = 1 << 8;

    /** A notice that namespaces have changed, which the log page of the changed ones tells. */
    private static final int NAMESPACES_CHANGED = 0x0004_0002;

    private static final int CHANGED_NAMESPACES = 0x04;
    private static final int LOG_BYTES = 4096;
    private static final int ACTIVE_NAMESPACES = 0x02;

    private final HostController controller;
    private final HostConnection queue;
    private int event;

    ConnectedHost(InetSocketAddress target, String nqn) throws IOException {
        controller = new HostController(target, nqn, "nqn.2014-08.org.nvmexpress:uuid:connected");
        queue = controller.openQueue(DEPTH);
        HostCommand notices = HostCommand.setFeature(ASYNC_EVENT_CONFIGURATION, NAMESPACE_NOTICES);
        HostController.require(admin(notices), "Set Features");
        listen();
    }

    private void listen() throws IOException {
        event = controller.admin().send(HostCommand.of(ASYNC_EVENT_REQUEST, 0));
    }

    HostResponse admin(HostCommand command) throws IOException {
        return controller.admin().call(command);
    }

    HostConnection adminQueue() {
        return controller.admin();
    }

    HostConnection queue() {
        return queue;
    }

    /** Whether the target ends both connections within ten seconds. */
    boolean isClosedByTarget() throws IOException {
        return queue.isClosedByTarget() && controller.admin().isClosedByTarget();
    }

    /** Waits until the target says that namespaces have changed, and reads which. */
    void awaitChange(int nsid) throws IOException {
        HostResponse notice = controller.admin().await(event);
        HostController.require(notice, "Asynchronous Event Request");
        assertEquals(NAMESPACES_CHANGED, notice.dw0());
        HostResponse log = admin(HostCommand.log(CHANGED_NAMESPACES, 0, LOG_BYTES));
        HostController.require(log, "Get Log Page");
        assertEquals(nsid, log.i32(0));
        listen();
    }

    /** The lowest active namespace that is not below. */
    int activeFrom(int nsid) throws IOException {
        HostResponse list = admin(HostCommand.identify(ACTIVE_NAMESPACES, nsid - 1));
        HostController.require(list, "Identify");
        return list.i32(0);
    }

    /** The size of a namespace, in its blocks. */
    long blocks(int nsid) throws IOException {
        HostResponse identity = admin(HostCommand.identify(0, nsid));
        HostController.require(identity, "Identify");
        return identity.i64(0);
    }

    /** Sends the write of one block, whose content is made of its number. */
    int sendWrite(int nsid, int lba) throws IOException {
        return queue.send(HostCommand.write(nsid, lba, 1, content(lba)));
    }

    /** Writes one block and waits for the end. */
    void write(int nsid, int lba) throws IOException {
        HostController.require(queue.await(sendWrite(nsid, lba)), "Write");
    }

    /** Reads what {@link #sendWrite} has written. */
    void assertWritten(int nsid, int lba) throws IOException {
        HostResponse read = queue.call(HostCommand.read(nsid, lba, 1, BLOCK_SIZE));
        HostController.require(read, "Read");
        assertArrayEquals(content(lba), read.data());
    }

    private static byte[] content(int lba) {
        byte[] data = new byte[BLOCK_SIZE];
        new Random(lba).nextBytes(data);
        return data;
    }

    @Override
    public void close() throws IOException {
        controller.close();
    }
}
