package io.viaduct.testkit.loop;

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

/** One command of the loop with the host's memory for its data. */
final class LoopCommand {
    /** Bytes of a submission queue entry. */
    static final int ENTRY_LENGTH = 64;

    private static final int STATUS_OFFSET = 14;
    private static final int SQHD_OFFSET = 8;

    private final CompletableFuture<HostResponse> response = new CompletableFuture<>();
    private final MemorySegment entry;
    private final MemorySegment memory;
    private final int expected;
    private Request request;

    LoopCommand(HostCommand command, int cid) {
        Arena arena = Arena.ofAuto();
        byte[] data = command.data();
        expected = command.expected();
        entry = arena.allocate(ENTRY_LENGTH, 8).copyFrom(MemorySegment.ofArray(command.entry(cid)));
        memory = arena.allocate(Math.max(1, Math.max(data.length, expected)), 8);
        MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, 0, data.length);
    }

    CompletableFuture<HostResponse> response() {
        return response;
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

    /** Brings data here that the core kept in memory of its own. */
    void fetch(SegmentList from, int length) {
        if (from.count() != 1 || from.address(0) != memory.address()) {
            from.copyTo(0, memory.address(), length);
        }
    }

    void complete(long cqe) {
        byte[] data = memory.asSlice(0, expected).toArray(ValueLayout.JAVA_BYTE);
        response.complete(
                new HostResponse(
                        Native.u16(cqe + STATUS_OFFSET) >>> 1,
                        Native.i32(cqe),
                        Native.i32(cqe + 4),
                        Native.u16(cqe + SQHD_OFFSET),
                        data));
    }

    void fail(String why) {
        response.completeExceptionally(new IOException(why));
    }
}
