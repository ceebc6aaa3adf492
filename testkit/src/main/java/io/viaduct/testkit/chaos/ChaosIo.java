package io.viaduct.testkit.chaos;

import io.viaduct.api.nvme.Status;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostResponse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random commands of hosts, and what the model says of their answers. */
final class ChaosIo {
    private static final int BLOCK = ModelNamespace.BLOCK_SIZE;
    private static final int BLOCKS_MAX = 40;
    private static final int FLUSH = 0x00;
    private static final int VERIFY = 0x0c;

    /** Without data, and nobody's. */
    private static final int VENDOR_SPECIFIC = 0xc0;

    private static final int WRITE_ZEROES = 0x08;
    private static final int DATASET_MANAGEMENT = 0x09;
    private static final int DEALLOCATE = 4;
    private static final int RANGE_BYTES = 16;
    private static final int RANGES_MAX = 4;

    /** How a command may end where its namespace is in trouble. */
    private static final Set<Integer> TROUBLES =
            Set.of(
                    Status.INVALID_NAMESPACE_OR_FORMAT,
                    Status.INTERNAL_DEVICE_ERROR,
                    Status.LBA_OUT_OF_RANGE);

    private final ChaosRun run;
    private final Random random;
    private final List<Command> underWay = new ArrayList<>();
    private long stamps;
    private long done;

    /** One block of a write, and its value in the model. */
    private record Written(int block, BlockModel.Value value) {}

    /** A command under way. */
    static final class Command {
        private final SimHost host;
        private final SimQueue queue;
        private final int qid;
        private final ModelNamespace namespace;
        private final BlockModel content;
        private final String what;
        private final long start;
        private final int lba;
        private final int count;
        private final List<Written> writes = new ArrayList<>();
        private SimCommand sent;
        private boolean aborted;
        private boolean reads;
        private boolean odd;
        private boolean replaced;

        private Command(
                SimHost host,
                int qid,
                ModelNamespace namespace,
                String what,
                long start,
                int lba,
                int count) {
            this.host = host;
            this.qid = qid;
            queue = host.queues().get(qid - 1);
            this.namespace = namespace;
            content = namespace.device().content();
            this.what = what;
            this.start = start;
            this.lba = lba;
            this.count = count;
        }

        @Override
        public String toString() {
            return "%s q%d cid %s: %s ns %d, %d+%d"
                    .formatted(
                            host.name(),
                            qid,
                            sent == null ? "-" : sent.cid(),
                            what,
                            namespace.nsid(),
                            lba,
                            count);
        }
    }

    ChaosIo(ChaosRun run, Random random) {
        this.run = run;
        this.random = random;
    }

    /** Commands that have ended. */
    long done() {
        return done;
    }

    /** Commands that have not. */
    List<Command> underWay() {
        return underWay;
    }

    /** A device is another from now on: what is under way may still land there, or come from it. */
    void replaced(BlockModel before, BlockModel after) {
        for (Command command : underWay) {
            if (command.content == before) {
                command.replaced = true;
                for (Written written : command.writes) {
                    if (written.block < after.count()) {
                        after.begin(written.block, BlockModel.UNKNOWN, command.start);
                    }
                }
            }
        }
    }

    /** One random command of a host that is up and has room for it. */
    void issue(SimHost host, ModelNamespace namespace) {
        if (host.queues().isEmpty()) {
            return;
        }
        int qid = 1 + random.nextInt(host.queues().size());
        if (host.queues().get(qid - 1).outstanding() >= SimHost.DEPTH - 1) {
            return;
        }
        int blocks = namespace.blocks();
        int count = 1 + random.nextInt(Math.min(BLOCKS_MAX, blocks));
        int lba = random.nextInt(blocks - count + 1);
        int which = random.nextInt(100);
        if (which < 40) {
            read(host, qid, namespace, lba, count);
        } else if (which < 78) {
            write(begin(host, qid, namespace, "write", lba, count));
        } else if (which < 86) {
            zero(begin(host, qid, namespace, "write zeroes", lba, count));
        } else if (which < 93) {
            deallocate(begin(host, qid, namespace, "deallocate", lba, count));
        } else if (which < 96) {
            send(
                    begin(host, qid, namespace, "flush", 0, 0),
                    HostCommand.of(FLUSH, namespace.nsid()));
        } else if (which < 99) {
            send(
                    begin(host, qid, namespace, "verify", lba, count),
                    HostCommand.of(VERIFY, namespace.nsid()).lba(lba, count));
        } else {
            Command odd = begin(host, qid, namespace, "vendor specific", 0, 0);
            odd.odd = true;
            send(odd, HostCommand.of(VENDOR_SPECIFIC, namespace.nsid()));
        }
    }

    /** Reads blocks. */
    void read(SimHost host, int qid, ModelNamespace namespace, int lba, int count) {
        Command read = begin(host, qid, namespace, "read", lba, count);
        read.reads = true;
        send(read, HostCommand.read(namespace.nsid(), lba, count, BLOCK));
    }

    private Command begin(
            SimHost host, int qid, ModelNamespace namespace, String what, int lba, int count) {
        return new Command(host, qid, namespace, what, run.ticks(), lba, count);
    }

    private void write(Command write) {
        ByteBuffer data = ByteBuffer.allocate(write.count * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < write.count; i++) {
            long stamp = ++stamps;
            for (int at = 0; at < BLOCK; at += Long.BYTES) {
                data.putLong(stamp);
            }
            value(write, write.lba + i, stamp);
        }
        int nsid = write.namespace.nsid();
        send(write, HostCommand.write(nsid, write.lba, write.count, data.array()));
    }

    private void zero(Command zero) {
        for (int i = 0; i < zero.count; i++) {
            value(zero, zero.lba + i, BlockModel.ZERO);
        }
        send(zero, HostCommand.of(WRITE_ZEROES, zero.namespace.nsid()).lba(zero.lba, zero.count));
    }

    // The range in a few pieces.
    private void deallocate(Command deallocate) {
        ByteBuffer ranges =
                ByteBuffer.allocate(RANGES_MAX * RANGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int at = deallocate.lba;
        int end = at + deallocate.count;
        int pieces = 0;
        while (at < end) {
            int left = end - at;
            int blocks = pieces == RANGES_MAX - 1 ? left : 1 + random.nextInt(left);
            ranges.putInt(0).putInt(blocks).putLong(at);
            at += blocks;
            pieces++;
        }
        for (int block = deallocate.lba; block < end; block++) {
            value(deallocate, block, BlockModel.ZERO);
        }
        byte[] data = new byte[pieces * RANGE_BYTES];
        ranges.get(0, data);
        send(
                deallocate,
                HostCommand.of(DATASET_MANAGEMENT, deallocate.namespace.nsid())
                        .cdw(10, pieces - 1)
                        .cdw(11, DEALLOCATE)
                        .data(data));
    }

    private void value(Command command, int block, long stamp) {
        var value = command.content.begin(block, stamp, command.start);
        command.writes.add(new Written(block, value));
    }

    private void send(Command command, HostCommand sqe) {
        underWay.add(command);
        command.sent = command.queue.send(sqe);
        run.trace().add("%s", command);
        var unused =
                command.sent
                        .response()
                        .whenComplete((answer, cut) -> run.check(() -> ended(command, answer)));
    }

    /** Asks for the end of one of the commands under way. */
    void abort() {
        if (underWay.isEmpty()) {
            return;
        }
        Command command = underWay.get(random.nextInt(underWay.size()));
        if (command.host.state() == SimHost.State.UP
                && command.host.queues().contains(command.queue)) {
            command.aborted = true;
            run.trace().add("abort of %s", command);
            var unused = command.host.abort(command.qid, command.sent.cid());
        }
    }

    /** A command has ended; without an answer where its connection has. */
    private void ended(Command command, HostResponse answer) {
        done++;
        underWay.remove(command);
        long now = run.ticks();
        if (answer == null) {
            // What is at the device may still land there.
            run.trace().add("no answer: %s", command);
            return;
        }
        run.trace().add("status %x: %s", answer.status(), command);
        if (answer.status() == 0 && !command.odd) {
            for (Written written : command.writes) {
                command.content.succeeded(written.block, written.value, now);
            }
            if (command.reads && !command.replaced) {
                compare(command, answer.data(), now);
            }
            return;
        }
        command.writes.forEach(written -> command.content.failed(written.value, now));
        if (!allowed(command, answer.code())) {
            throw run.failure(
                    "a host has seen an error: status 0x%x of %s"
                            .formatted(answer.status(), command));
        }
    }

    private boolean allowed(Command command, int code) {
        run.checkHolds();
        String excuse = command.namespace.excuse(command.start);
        return switch (code) {
            case Status.INVALID_OPCODE -> command.odd;
            case Status.ABORTED_BY_REQUEST -> command.aborted;
            case Status.ABORTED_SQ_DELETION -> command.host.state() != SimHost.State.UP;
            default -> excuse != null && TROUBLES.contains(code);
        };
    }

    private void compare(Command read, byte[] data, long now) {
        ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < read.count; i++) {
            int block = read.lba + i;
            long stamp = bytes.getLong(i * BLOCK);
            if (read.content.unknown(block)) {
                continue;
            }
            for (int at = 0; at < BLOCK; at += Long.BYTES) {
                if (bytes.getLong(i * BLOCK + at) != stamp) {
                    throw run.failure("block %d is mixed in %s".formatted(block, read));
                }
            }
            if (!read.content.read(block, stamp, read.start, now)) {
                throw run.failure(
                        "block %d holds %x, and may hold %s: %s"
                                .formatted(block, stamp, read.content.describe(block), read));
            }
        }
    }
}
