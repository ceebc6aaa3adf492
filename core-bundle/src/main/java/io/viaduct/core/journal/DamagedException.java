package io.viaduct.core.journal;

/** Bytes that were durable are not what was written; the message says where. */
public final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
