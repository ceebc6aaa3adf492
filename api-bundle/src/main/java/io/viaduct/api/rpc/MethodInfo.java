package io.viaduct.api.rpc;

import java.util.List;
import java.util.Set;

/**
 * A method as help shows it.
 *
 * @param name its name
 * @param aliases deprecated names
 * @param description one sentence
 * @param states when it may be called
 * @param parameters in the order of declaration
 * @param support whether it does what it says, or is only stored
 */
public record MethodInfo(
        String name,
        List<String> aliases,
        String description,
        Set<RpcState> states,
        List<Parameter> parameters,
        RpcSupport support) {
    /** A method that does what it says. */
    public MethodInfo(
            String name,
            List<String> aliases,
            String description,
            Set<RpcState> states,
            List<Parameter> parameters) {
        this(name, aliases, description, states, parameters, RpcSupport.HONOURED);
    }

    /**
     * A parameter.
     *
     * @param name its name
     * @param type "string", "number", "boolean", "array" or "object"
     * @param required whether a call without it is refused
     * @param description one sentence
     * @param example a value as somebody would type it, or ""
     * @param members the parameters inside an object, or inside each object of an array; none where
     *     it has no members that are known
     * @param support what becomes of it
     */
    public record Parameter(
            String name,
            String type,
            boolean required,
            String description,
            String example,
            List<Parameter> members,
            RpcSupport support) {
        /** A parameter that is honoured and has neither example nor members. */
        public Parameter(String name, String type, boolean required, String description) {
            this(name, type, required, description, "", List.of(), RpcSupport.HONOURED);
        }
    }
}
