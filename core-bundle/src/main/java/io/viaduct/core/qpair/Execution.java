package io.viaduct.core.qpair;

/**
 * What parsing a command has chosen. Stateless: what belongs to one command is in its request.
 * Reactor thread.
 */
@FunctionalInterface
public interface Execution {
    /**
     * Executes a command whose data, where it has some, is in place or has memory. Ends sooner or
     * later with {@link CoreRequest#complete}.
     */
    void execute(CoreRequest request);

    /** Whether a read may be answered with the device's own memory, where that lends. */
    default boolean borrows() {
        return true;
    }

    /** What the request submitted to its device is done. */
    default void onDevice(CoreRequest request, int status) {
        request.complete(status);
    }
}
