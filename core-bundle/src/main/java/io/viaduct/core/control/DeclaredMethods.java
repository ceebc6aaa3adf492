package io.viaduct.core.control;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a class says of the management methods that it has. */
public final class DeclaredMethods {
    private DeclaredMethods() {}

    /**
     * The annotated methods of a class.
     *
     * @throws IllegalArgumentException when one takes more than one parameter
     */
    public static Map<Method, MethodInfo> of(Class<? extends RpcMethods> type) {
        Map<Method, MethodInfo> all = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            RpcMethod said = method.getAnnotation(RpcMethod.class);
            if (said != null) {
                all.put(method, describe(method, said));
            }
        }
        return all;
    }

    private static MethodInfo describe(Method method, RpcMethod said) {
        if (method.getParameterCount() > 1) {
            throw new IllegalArgumentException(
                    said.value() + " takes more than one DTO: " + method);
        }
        return new MethodInfo(
                said.value(),
                List.of(said.aliases()),
                said.description(),
                Set.of(said.states()),
                method.getParameterCount() == 0
                        ? List.of()
                        : new ParameterShape(method.getParameterTypes()[0]).describe());
    }
}
