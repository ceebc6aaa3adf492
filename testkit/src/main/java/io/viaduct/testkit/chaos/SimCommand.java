package io.viaduct.testkit.chaos;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.Request;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostResponse;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;

/** One command of a simulated host with the host's memory for its data. */
final class SimCommand {
    static final int ENTRY_LENGTH = 64;

    private static final int SQHD_OFFSET = 8;
    private static final int STATUS_OFFSET = 14;

    private final CompletableFuture<HostResponse> response = new CompletableFuture<>();
    private final int cid;
    private final int sent;
    private final int expected;
    private final MemorySegment entry;
    private final MemorySegment memory;
    private Request request;
    private boolean ended;

    SimCommand(HostCommand command, int cid) {
        this.cid = cid;
        byte[] data = command.data();
        sent = data.length;
        expected = command.expected();
        Arena arena = Arena.ofAuto();
        entry = arena.allocate(ENTRY_LENGTH, 8).copyFrom(MemorySegment.ofArray(command.entry(cid)));
        memory = arena.allocate(Math.max(1, Math.max(sent, expected)), 8);
        MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, 0, sent);
    }

    /** Completes once: with the answer, or exceptionally when the connection ends before. */
    CompletableFuture<HostResponse> response() {
        return response;
    }

    int cid() {
        return cid;
    }

    /** Bytes for the controller. */
    int sent() {
        return sent;
    }

    /** Bytes that its SGL describes. */
    int length() {
        return Math.max(sent, expected);
    }

    long entry() {
        return entry.address();
    }

    long memory() {
        return memory.address();
    }

    Request request() {
        return request;
    }

    void request(Request of) {
        request = of;
    }

    /** A piece of the command's data goes to the controller. */
    void give(SegmentList to, int from, int bytes) {
        to.copyFrom(from, memory.address() + from, bytes);
    }

    /** A piece of the answer's data arrives, unless it is in place already. */
    void take(SegmentList list, int from, int bytes) {
        if (list.count() != 1 || list.address(0) != memory.address()) {
            list.copyTo(from, memory.address() + from, bytes);
        }
    }

    void complete(long cqe) {
        assert Native.u16(cqe + STATUS_OFFSET - 2) == cid : "another command's answer";
        int status = Native.u16(cqe + STATUS_OFFSET) >>> 1;
        byte[] data = memory.asSlice(0, expected).toArray(ValueLayout.JAVA_BYTE);
        end();
        response.complete(
                new HostResponse(
                        status,
                        Native.i32(cqe),
                        Native.i32(cqe + 4),
                        Native.u16(cqe + SQHD_OFFSET),
                        data));
    }

    void cut() {
        if (!ended) {
            end();
            response.completeExceptionally(new IOException("the connection has ended"));
        }
    }

    private void end() {
        if (ended) {
            throw new IllegalStateException("command " + cid + " has ended twice");
        }
        ended = true;
    }
}
