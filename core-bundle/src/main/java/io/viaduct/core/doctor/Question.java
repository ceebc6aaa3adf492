package io.viaduct.core.doctor;

import io.viaduct.api.rpc.RpcException;

/**
 * A question of an operator.
 *
 * @param text answered by yes where all is well
 * @param answer how it is found out
 */
record Question(String text, Answer answer) {
    /** How a question is answered. */
    @FunctionalInterface
    interface Answer {
        /** Looks; may block. */
        Finding find() throws RpcException, InterruptedException;
    }
}
