package io.viaduct.linux.engine;

import io.viaduct.linux.SocketTransfer;

import java.lang.foreign.Arena;

/** The epoll engine's calls on sockets, and the lent buffers that nobody has. */
final class EpollTransfer implements AutoCloseable {
    private final LentBuffers buffers;
    private final int[] free;
    private int freeCount;
    private final Arena arena = Arena.ofConfined();
    private final long message =
            arena.allocate(SocketTransfer.MESSAGE_LENGTH, Long.BYTES).address();

    EpollTransfer(LentBuffers buffers) {
        this.buffers = buffers;
        free = new int[buffers.count()];
        for (int i = buffers.count() - 1; i >= 0; i--) {
            put(i);
        }
    }

    /** A buffer, or -1. The latest given back comes first: it is in the cache. */
    int takeBuffer() {
        return freeCount == 0 ? -1 : free[--freeCount];
    }

    void put(int buffer) {
        free[freeCount++] = buffer;
    }

    /** Does what an operation on the receiving side asks for, once. */
    int take(Operation op, int buffer) {
        return switch (op.kind) {
            case ACCEPT -> SocketTransfer.accept(op.descriptor);
            case RECEIVE ->
                    SocketTransfer.receive(op.descriptor, buffers.address(buffer), buffers.bytes());
            case RECEIVE_INTO -> SocketTransfer.receive(op.descriptor, op.address, op.length);
            default -> throw new IllegalStateException("not for the receiving side: " + op.kind);
        };
    }

    int send(Operation op) {
        return SocketTransfer.send(op.descriptor, op.address, op.length, message);
    }

    @Override
    public void close() {
        arena.close();
    }
}
