package io.viaduct.core.memory;

/**
 * One size of one reactor's buffers at one moment.
 *
 * @param count buffers there are
 * @param free buffers nobody has
 * @param served requests served ("cache" in iobuf_get_stats: all are served from the own share)
 * @param waited requests that had to wait ("retry")
 * @param waiting requests that wait now
 */
public record PoolStats(int count, int free, long served, long waited, int waiting) {
    static PoolStats of(BufferStack stack) {
        return new PoolStats(
                stack.count(), stack.freeCount(), stack.served(), stack.waited(), stack.waiting());
    }
}
