package io.viaduct.core.control;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcState;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One method of one publisher. Control strand, but for {@link #info}. */
final class BoundMethod {
    private final RpcMethods publisher;
    private final Method method;
    private final TreeMapper mapper;
    private final Class<?> parameterType;
    private final ParameterShape shape;
    private final MethodInfo info;
    private final boolean mutates;

    private BoundMethod(RpcMethods publisher, Method method, TreeMapper mapper, MethodInfo info) {
        method.setAccessible(true);
        this.publisher = publisher;
        this.method = method;
        this.mapper = mapper;
        this.info = info;
        RpcMethod said = method.getAnnotation(RpcMethod.class);
        mutates = said == null || said.mutates();
        parameterType = method.getParameterCount() == 0 ? null : method.getParameterTypes()[0];
        shape = parameterType == null ? null : new ParameterShape(parameterType);
    }

    /**
     * The methods of a publisher that are annotated, by name.
     *
     * @throws IllegalArgumentException when one takes more than one parameter
     */
    static List<BoundMethod> of(RpcMethods publisher, TreeMapper mapper) {
        return DeclaredMethods.of(publisher.getClass()).entrySet().stream()
                .map(one -> new BoundMethod(publisher, one.getKey(), mapper, one.getValue()))
                .sorted(Comparator.comparing(method -> method.info().name()))
                .toList();
    }

    /** A method that only stores what it is given. */
    static BoundMethod of(StoredMethod stored, TreeMapper mapper) {
        try {
            Method store = StoredMethod.class.getMethod("store", StoredMethod.Options.class);
            return new BoundMethod(stored, store, mapper, stored.info());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    MethodInfo info() {
        return info;
    }

    boolean mutates() {
        return mutates;
    }

    boolean allowed(RpcState state) {
        return info.states().contains(state);
    }

    /** Checks and binds parameters: a new DTO, or null for a method without. */
    Object bind(String calledAs, Object parameters) throws RpcException {
        if (shape == null) {
            if (parameters != null) {
                throw new RpcException(
                        RpcException.INVALID_PARAMS, calledAs + " method requires no parameters");
            }
            return null;
        }
        try {
            Trees.check(parameters, "params");
            if (parameters != null && !(parameters instanceof Map)) {
                throw new BadParameter("params", null, "parameters are given by name");
            }
            Object bound = bind(parameters == null ? Map.of() : (Map<?, ?>) parameters);
            shape.refuseLacking(bound, mapper, "");
            return bound;
        } catch (BadParameter e) {
            throw e.answer(info.name());
        }
    }

    private Object bind(Map<?, ?> given) throws BadParameter {
        shape.check(given, "");
        Map<String, Object> known = new LinkedHashMap<>();
        Map<String, Object> rest = new LinkedHashMap<>();
        given.forEach(
                (name, value) ->
                        (shape.has((String) name) ? known : rest).put((String) name, value));
        Object bound = mapper.bind(known, parameterType);
        if (shape.relaxed() != null) {
            try {
                shape.relaxed().set(bound, rest);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return bound;
    }

    /** Runs it. The result is what it returned, which may be a stage. */
    Object invoke(Object bound) throws Throwable {
        try {
            return bound == null ? method.invoke(publisher) : method.invoke(publisher, bound);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A result as a tree; SPDK answers true where there is nothing to say. */
    Object tree(Object result) {
        if (result == null) {
            return Boolean.TRUE;
        }
        return Trees.isScalar(result) ? result : mapper.tree(result);
    }

    /**
     * What a call leaves in the desired state: the parameters that were given and those that the
     * method has set itself, such as a generated name.
     */
    DesiredState.Entry desired(long sequence, Object bound, Object given) {
        if (bound == null) {
            return new DesiredState.Entry(sequence, info.name(), Map.of());
        }
        Map<?, ?> named = given == null ? Map.of() : (Map<?, ?>) given;
        Map<String, Object> kept = shape.kept(fields(bound), named, mapper);
        return new DesiredState.Entry(sequence, info.name(), kept, Trees.added(kept, named));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> fields(Object dto) {
        Map<String, Object> tree = (Map<String, Object>) mapper.tree(dto);
        if (shape.relaxed() != null
                && tree.remove(shape.relaxed().getName()) instanceof Map<?, ?> rest) {
            tree.putAll((Map<String, Object>) rest);
        }
        return tree;
    }
}
