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
 */
public record MethodInfo(
        String name,
        List<String> aliases,
        String description,
        Set<RpcState> states,
        List<Parameter> parameters) {
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
     */
    public record Parameter(
            String name,
            String type,
            boolean required,
            String description,
            String example,
            List<Parameter> members) {
        /** A parameter without example and members. */
        public Parameter(String name, String type, boolean required, String description) {
            this(name, type, required, description, "", List.of());
        }
    }
}
