package io.viaduct.shell.declared;

import io.viaduct.api.rpc.MethodInfo;

import java.util.Collection;
import java.util.Map;

/** The control plane as declarations use it. */
public interface Methods {
    /**
     * Calls a method and waits.
     *
     * @param parameters null for none
     * @throws DeclarationException when it is refused; says why
     */
    Object call(String method, Map<String, Object> parameters)
            throws DeclarationException, InterruptedException;

    /** Those there are now. */
    Collection<MethodInfo> methods();

    /** The method of that name, or null. */
    default MethodInfo find(String name) {
        return methods().stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    }
}
