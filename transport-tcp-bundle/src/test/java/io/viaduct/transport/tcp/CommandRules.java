package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.Status;
import io.viaduct.testkit.host.HostCommand;

import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Commands that are wrong: each costs itself, and its queue goes on. */
final class CommandRules {
    private static final int BLOCK = SteppedTarget.BLOCK;

    /** Neither of the NVM command set nor of fabrics. */
    private static final int NO_OPCODE = 0x60;

    private static final int PSDT = 1;
    private static final int SGL_LENGTH = 32;
    private static final int SUBNQN = 256;
    private static final int SMALL_QUEUE = 4;

    static final List<HostileRule> ALL =
            List.of(
                    new HostileRule("command before Connect", CommandRules::beforeConnect),
                    new HostileRule("second Connect", CommandRules::secondConnect),
                    new HostileRule("Connect that is refused", CommandRules::badConnect),
                    new HostileRule("opcode", CommandRules::opcode),
                    new HostileRule("namespace", CommandRules::namespace),
                    new HostileRule("range", CommandRules::range),
                    new HostileRule("descriptor too short", CommandRules::shortDescriptor),
                    new HostileRule("more than MDTS", CommandRules::tooLarge),
                    new HostileRule("PRP", CommandRules::prp),
                    new HostileRule("command identifier in use", CommandRules::conflict),
                    new HostileRule("more than the queue holds", CommandRules::overflow),
                    new HostileRule("any entry", CommandRules::anyEntry));

    private CommandRules() {}

    private static HostCommand read(int blocks) {
        return HostCommand.read(1, 0, blocks, BLOCK);
    }

    private static void beforeConnect(HostileCase c) {
        HostileHost host = c.initialized();
        HostCommand command =
                switch (c.random.nextInt(4)) {
                    case 0 -> read(1);
                    case 1 -> HostCommand.identify(1, 0);
                    case 2 -> HostCommand.propertyGet(0, true);
                    default -> c.write(c.blocks(1));
                };
        boolean inCapsule = command.data().length > 0;
        c.status(host, command, inCapsule, Status.withDnr(Status.COMMAND_SEQUENCE_ERROR));
        assertEquals(0, host.call(connect(), true).status());
    }

    private static HostCommand connect() {
        return HostileHost.connect(0, 31, 0, 0xffff, 0);
    }

    private static void secondConnect(HostileCase c) {
        if (c.random.nextBoolean()) {
            // SPDK's bdevio counts on this one.
            c.status(c.io(), connect(), true, Status.withDnr(Status.INVALID_OPCODE));
        } else {
            int sequence = Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
            c.status(c.admin(0), connect(), true, sequence);
        }
    }

    private static void badConnect(HostileCase c) {
        HostileHost host = c.initialized();
        HostCommand command;
        int status = Status.FABRICS_INVALID_PARAM;
        int dw0;
        switch (c.random.nextInt(5)) {
            case 0 -> {
                command = connect().put(40, 1 + c.random.nextInt(255));
                status = Status.FABRICS_INCOMPATIBLE_FORMAT;
                dw0 = 0;
            }
            case 1 -> {
                int depth = c.target.options().maxAqDepth();
                int size = c.random.nextBoolean() ? 0 : depth + c.random.nextInt(0xf000);
                command = HostileHost.connect(0, size, 0, 0xffff, 0);
                dw0 = ConnectResponse.invalidCommand(ConnectResponse.IPO_SQSIZE);
            }
            case 2 -> {
                byte[] data = connect().data();
                data[SUBNQN + c.random.nextInt(30)] ^= 1;
                command = connect().data(data);
                dw0 = ConnectResponse.invalidData(ConnectData.IPO_SUBNQN);
            }
            case 3 -> {
                command = HostileHost.connect(1, 7, 0, 0xff00 + c.random.nextInt(0xe0), 0);
                dw0 = ConnectResponse.invalidData(ConnectData.IPO_CNTLID);
            }
            default -> {
                byte[] data = new byte[1 + c.random.nextInt(ConnectData.LENGTH - 1)];
                command = connect().data(data);
                status = Status.withDnr(Status.INVALID_FIELD);
                dw0 = 0;
            }
        }
        HostileHost.Reply reply = host.call(command, true);
        assertEquals(status, reply.status());
        assertEquals(dw0, reply.dw0());
        host.nothingMore();
    }

    private static void opcode(HostileCase c) {
        HostCommand command = HostCommand.of(NO_OPCODE, 1).expect(c.random.nextInt(4096));
        c.status(c.io(), command, false, Status.withDnr(Status.INVALID_OPCODE));
    }

    private static void namespace(HostileCase c) {
        int nsid = c.random.nextBoolean() ? 0 : 2 + c.random.nextInt(Integer.MAX_VALUE - 2);
        HostCommand command = HostCommand.read(nsid, 0, 1, BLOCK);
        c.status(c.io(), command, false, Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT));
    }

    private static void range(HostileCase c) {
        long past = SteppedTarget.BLOCKS - 1 + c.random.nextInt(1 << 20);
        long lba = c.random.nextBoolean() ? past : c.random.nextLong() | Long.MIN_VALUE;
        HostCommand command =
                c.random.nextBoolean()
                        ? HostCommand.read(1, lba, 2, BLOCK)
                        : HostCommand.write(1, lba, 2, c.blocks(2));
        c.status(c.io(), command, false, Status.withDnr(Status.LBA_OUT_OF_RANGE));
    }

    private static void shortDescriptor(HostileCase c) {
        int length = c.random.nextInt(4 * BLOCK);
        HostCommand command =
                c.random.nextBoolean() && length > 0
                        ? HostCommand.write(1, 0, 4, new byte[length])
                        : HostCommand.of(0x02, 1).lba(0, 4).expect(length);
        c.status(c.io(), command, false, Status.withDnr(Status.DATA_SGL_LENGTH_INVALID));
    }

    private static void tooLarge(HostileCase c) {
        int most = c.target.options().maxIoSize() / BLOCK;
        HostCommand command = read(most + 1 + c.random.nextInt(most));
        c.status(c.io(), command, false, Status.withDnr(Status.INVALID_FIELD));
    }

    private static void prp(HostileCase c) {
        HostCommand command = read(1).put(PSDT, 0);
        c.status(c.io(), command, false, Status.withDnr(Status.INVALID_FIELD));
    }

    private static void conflict(HostileCase c) {
        HostileHost host = c.io();
        c.target.bdev().hold(true);
        int cid = host.cid();
        host.send(host.capsule(c.write(c.blocks(1)), cid, true));
        host.send(host.capsule(c.write(c.blocks(1)), cid, true));
        HostileHost.Reply reply = host.next(HostileHost.CAPSULE_RESP);
        assertEquals(Status.COMMAND_ID_CONFLICT, HostileHost.completion(reply, cid).status());
        host.nothingMore();
        c.target.bdev().hold(false);
        c.target.run();
        reply = host.next(HostileHost.CAPSULE_RESP);
        assertEquals(0, HostileHost.completion(reply, cid).status());
        host.nothingMore();
    }

    /** Nothing is lost: the connection is not read while the queue is full. */
    private static void overflow(HostileCase c) {
        HostileHost host = c.io(SMALL_QUEUE, 1);
        c.target.bdev().hold(true);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Set<Integer> cids = new HashSet<>();
        for (int i = 0; i < 3 * SMALL_QUEUE; i++) {
            int cid = host.cid();
            cids.add(cid);
            all.writeBytes(host.capsule(c.write(c.blocks(1)), cid, true).bytes());
        }
        host.send(all.toByteArray());
        assertEquals(SMALL_QUEUE, c.target.bdev().pending());
        host.nothingMore();
        c.target.bdev().hold(false);
        c.target.run();
        while (!cids.isEmpty()) {
            HostileHost.Reply reply = host.next(HostileHost.CAPSULE_RESP);
            assertEquals(0, reply.status());
            assertTrue(cids.remove(reply.cid()), "answered twice");
        }
        host.nothingMore();
    }

    /** Whatever the entry says, it is answered at most once, and nothing else is. */
    private static void anyEntry(HostileCase c) {
        boolean admin = c.random.nextBoolean();
        HostileHost host = admin ? c.admin(0) : c.io();
        Set<Integer> cids = new HashSet<>();
        for (int i = 1 + c.random.nextInt(4); i > 0 && !host.stream.ended(); i--) {
            byte[] sqe = new byte[64];
            c.random.nextBytes(sqe);
            if (c.random.nextBoolean()) {
                sqe[0] = (byte) c.random.nextInt(0x20);
                sqe[4] = 1;
                sqe[5] = sqe[6] = sqe[7] = 0;
            }
            int cid = host.cid();
            sqe[1] = 0x40;
            sqe[2] = (byte) cid;
            sqe[3] = (byte) (cid >> 8);
            sqe[39] = 0x5a;
            sqe[SGL_LENGTH + 2] = sqe[SGL_LENGTH + 3] = 0;
            cids.add(cid);
            host.send(RawPdu.capsule(c.wire, sqe, new byte[0]));
            answers(host, cids);
        }
    }

    private static void answers(HostileHost host, Set<Integer> cids) {
        for (HostileHost.Reply r = host.poll(); r != null; r = host.poll()) {
            boolean known = cids.contains(r.cid());
            assertTrue(known, "an answer to nothing");
            switch (r.type()) {
                case HostileHost.R2T -> host.answer(r, new byte[r.header().getInt(16)], 0);
                case HostileHost.CAPSULE_RESP -> cids.remove(r.cid());
                case HostileHost.C2H_DATA -> {
                    if ((r.flags() & 8) != 0) {
                        cids.remove(r.cid());
                    }
                }
                default -> assertFalse(true, "PDU type " + r.type());
            }
        }
    }
}
