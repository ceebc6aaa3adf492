package io.viaduct.core.command;

import io.viaduct.api.admin.AdminCall;
import io.viaduct.api.admin.AdminCommandHandler;
import io.viaduct.api.admin.AdminReply;
import io.viaduct.api.nvme.Status;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The handlers of vendors' admin commands, by opcode. Any thread; asked by reactors without a lock.
 */
public final class AdminHandlers {
    private final Map<Integer, HandlerCalls> byOpcode = new ConcurrentHashMap<>();
    private final Map<AdminCommandHandler, HandlerCalls> all = new HashMap<>();

    /**
     * Takes a handler in.
     *
     * @throws IllegalArgumentException where an opcode is not a vendor's, moves data both ways, or
     *     is another handler's
     */
    public synchronized void add(AdminCommandHandler handler) {
        Set<Integer> opcodes = new HashSet<>(handler.opcodes());
        for (int opcode : opcodes) {
            if (opcode < AdminCommandHandler.OPCODE_MIN
                    || opcode > AdminCommandHandler.OPCODE_MAX
                    || (opcode & VendorCommands.BOTH_WAYS) == VendorCommands.BOTH_WAYS
                    || byOpcode.containsKey(opcode)) {
                throw new IllegalArgumentException(
                        String.format("admin opcode %02x cannot be served", opcode));
            }
        }
        var calls = new HandlerCalls(handler, opcodes);
        all.put(handler, calls);
        opcodes.forEach(opcode -> byOpcode.put(opcode, calls));
    }

    /** Lets a handler go; done when it executes nothing. Commands under way end at once. */
    public synchronized CompletableFuture<Void> remove(AdminCommandHandler handler) {
        HandlerCalls calls = all.remove(handler);
        if (calls == null) {
            return CompletableFuture.completedFuture(null);
        }
        calls.opcodes().forEach(byOpcode::remove);
        return calls.close();
    }

    /** Whether a command of this opcode is served. */
    boolean serves(int opcode) {
        return byOpcode.containsKey(opcode);
    }

    /** Executes a command; {@code reply} is told once, on some thread. */
    void execute(AdminCall call, Consumer<AdminReply> reply) {
        HandlerCalls calls = byOpcode.get(call.opcode());
        if (calls == null) {
            reply.accept(AdminReply.failed(Status.withDnr(Status.INVALID_OPCODE)));
        } else {
            calls.begin(call, reply);
        }
    }
}
