package io.viaduct.rpc;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one JSON value asks for, by the rules of JSON-RPC 2.0 as SPDK applies them. */
sealed interface Request {
    /** The member that is sent back. */
    String ID = "id";

    /**
     * A call.
     *
     * @param id a string, a {@link VerbatimNumber}, or null for a notification: its result is not
     *     sent, an error is
     * @param parameters a map or a list, or null
     */
    record Call(Object id, String method, Object parameters) implements Request {}

    /** A call whose parameters are refused before its method sees them. */
    record Unreadable(Object id) implements Request {}

    /** No request at all; {@code id} is null unless everything before the parameters was right. */
    record Invalid(Object id) implements Request {}

    /** Sorts a value that {@link Assembler} made. */
    static Request of(Object value) {
        if (!(value instanceof Map<?, ?> members)
                || !Set.of("jsonrpc", "method", "params", ID).containsAll(members.keySet())
                || members.containsValue(Flaw.DUPLICATE_MEMBER)
                || (members.containsKey("jsonrpc") && !"2.0".equals(members.get("jsonrpc")))
                || !(members.get("method") instanceof String method)
                || !isId(members.get(ID))) {
            return new Invalid(null);
        }
        Object id = members.get(ID);
        return switch (members.get("params")) {
            case null -> new Call(id, method, null);
            case Map<?, ?> named -> new Call(id, method, named);
            case List<?> listed -> new Call(id, method, listed);
            case Flaw _ -> new Unreadable(id);
            default -> new Invalid(id);
        };
    }

    private static boolean isId(Object id) {
        return id == null || id instanceof String || id instanceof VerbatimNumber;
    }
}
