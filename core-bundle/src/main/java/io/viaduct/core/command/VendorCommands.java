package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.admin.AdminCall;
import io.viaduct.api.admin.AdminReply;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.controller.Association;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Admin commands of vendors: carried to their handlers, and their answers back to the reactor. */
final class VendorCommands {
    private static final int FROM_HOST = 1;
    private static final int TO_HOST = 2;

    /** Data direction of an opcode that moves data both ways. */
    static final int BOTH_WAYS = 3;

    /** How long a full reactor is left alone, nanoseconds. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Execution EXECUTE = VendorCommands::execute;

    private VendorCommands() {}

    static int parse(CoreRequest request, int opcode) {
        if (!handlers(request).serves(opcode)) {
            return Status.withDnr(Status.INVALID_OPCODE);
        }
        long length = Math.max(request.transferLength(), 0);
        int status =
                switch (opcode & BOTH_WAYS) {
                    case FROM_HOST -> request.fromHost(length);
                    case TO_HOST -> request.toHost(length);
                    default -> Status.SUCCESS;
                };
        return status == Status.SUCCESS ? request.executedBy(EXECUTE) : status;
    }

    private static AdminHandlers handlers(CoreRequest request) {
        return request.qpair().target().shared().adminHandlers();
    }

    private static void execute(CoreRequest request) {
        handlers(request).execute(call(request), reply -> carry(request, reply));
    }

    private static AdminCall call(CoreRequest request) {
        long sqe = request.sqe();
        Association association = request.qpair().association();
        int opcode = Sqe.opcode(ALL, sqe);
        int direction = opcode & BOTH_WAYS;
        return new AdminCall(
                association.subnqn(),
                association.cntlid(),
                association.hostnqn(),
                association.hostid(),
                opcode,
                Sqe.nsid(ALL, sqe),
                Sqe.cdw10(ALL, sqe),
                Sqe.cdw11(ALL, sqe),
                Sqe.cdw12(ALL, sqe),
                Sqe.cdw13(ALL, sqe),
                Sqe.cdw14(ALL, sqe),
                Sqe.cdw15(ALL, sqe),
                direction == FROM_HOST ? bytes(request) : new byte[0],
                direction == TO_HOST ? request.dataLength() : 0);
    }

    private static byte[] bytes(CoreRequest request) {
        byte[] bytes = new byte[request.dataLength()];
        SegmentList data = request.data();
        int at = 0;
        for (int i = 0; i < data.count() && at < bytes.length; i++) {
            int part = (int) Math.min(data.length(i), bytes.length - at);
            MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, data.address(i), bytes, at, part);
            at += part;
        }
        return bytes;
    }

    /** Back to the reactor, which may be too busy to be told at once. */
    private static void carry(CoreRequest request, AdminReply reply) {
        var target = request.qpair().target();
        Runnable end = () -> complete(request, reply);
        Thread.ofVirtual()
                .name("admin reply")
                .start(
                        () -> {
                            while (!target.reactor().send(target.shared().owner(), end)) {
                                LockSupport.parkNanos(RETRY_NANOS);
                            }
                        });
    }

    private static void complete(CoreRequest request, AdminReply reply) {
        if (reply.status() == Status.SUCCESS && request.toHost() && !request.abandoned()) {
            Reply.zero(request.data());
            new LogWindow(request.data(), 0)
                    .put(0, reply.data(), request.qpair().target().scratch());
        }
        request.result(reply.result());
        request.complete(reply.status());
    }
}
