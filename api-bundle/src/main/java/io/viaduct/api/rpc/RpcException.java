package io.viaduct.api.rpc;

/** A refused call: JSON-RPC's code and message, and where useful the detail as {@code data}. */
public final class RpcException extends Exception {
    /** Not callable in this state. */
    public static final int INVALID_STATE = -1;

    /** No such method. */
    public static final int METHOD_NOT_FOUND = -32601;

    /** A parameter is missing, unknown, of the wrong type or out of range. */
    public static final int INVALID_PARAMS = -32602;

    /** Something failed that the caller could not know. */
    public static final int INTERNAL_ERROR = -32603;

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient Object data;

    /** A refusal without detail. */
    public RpcException(int code, String message) {
        this(code, message, null);
    }

    /** A refusal; {@code data} is a tree of JDK types or null. */
    public RpcException(int code, String message, Object data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    /** JSON-RPC's reserved code, or a negative errno. */
    public int code() {
        return code;
    }

    /** Detail, or null. */
    public Object data() {
        return data;
    }
}
