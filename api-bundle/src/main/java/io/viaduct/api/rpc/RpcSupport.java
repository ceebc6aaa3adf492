package io.viaduct.api.rpc;

/** What becomes of a parameter, or of a whole method, that SPDK's clients send. */
public enum RpcSupport {
    /** It does what it says. */
    HONOURED,
    /** Tuning without meaning here: taken, kept, and saved again. */
    STORED,
    /**
     * A feature that is not there: anything but the field's initial value, or null, is refused
     * before the method is called.
     */
    LACKING,
    /**
     * A feature of which only some values are there: the method refuses the others, by the name of
     * the parameter.
     */
    PARTLY
}
