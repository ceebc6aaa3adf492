package io.viaduct.shell;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control plane as commands call it: a refusal is one line. */
final class Calls {
    private static final String TARGET = "tgt_name";
    private static final String TARGETS = "nvmf_get_targets";

    private final ControlPlane control;
    private final String target;

    Calls(ControlPlane control) {
        this(control, null);
    }

    private Calls(ControlPlane control, String target) {
        this.control = control;
        this.target = target;
    }

    /** The same about one target; null is the first. */
    Calls in(String name) {
        return new Calls(control, name);
    }

    /** Parameters from names and values in turn; a null value is left out. */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                parameters.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return parameters;
    }

    /** Calls a method; {@code parameters} may be null. */
    Object call(String method, Object parameters) throws CommandException, InterruptedException {
        try {
            return control.call(method, withTarget(method, parameters));
        } catch (RpcException e) {
            throw new CommandException(said(method, e));
        }
    }

    // Where there are several targets SPDK wants to hear which; whoever does not say means the
    // first.
    private Object withTarget(String method, Object parameters)
            throws RpcException, InterruptedException {
        boolean said = parameters instanceof Map<?, ?> given && given.containsKey(TARGET);
        String meant = said || !takesTarget(method) ? null : target == null ? first() : target;
        if (meant == null) {
            return parameters;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        if (parameters != null) {
            all.putAll(Trees.object(parameters));
        }
        all.put(TARGET, meant);
        return all;
    }

    /** The first of several targets; null where there is one. */
    private String first() throws RpcException, InterruptedException {
        boolean told = control.state() == RpcState.RUNTIME && find(TARGETS).isPresent();
        List<?> targets = told ? (List<?>) control.call(TARGETS, null) : List.of();
        // The youngest is told first.
        return targets.size() < 2 ? null : (String) targets.getLast();
    }

    private boolean takesTarget(String method) {
        return find(method).stream()
                .flatMap(info -> info.parameters().stream())
                .anyMatch(parameter -> parameter.name().equals(TARGET));
    }

    /** Calls a method whose result is a list of objects. */
    List<Map<String, Object>> list(String method, Object parameters)
            throws CommandException, InterruptedException {
        return Trees.objects(call(method, parameters));
    }

    /** Calls a method with parameters and those that were typed as NAME=VALUE over them. */
    Object call(String method, Map<String, Object> parameters, Arguments typed)
            throws CommandException, InterruptedException {
        if (typed.parameters().isEmpty()) {
            return call(method, parameters);
        }
        return call(method, TypedParameters.over(parameters, method(method), typed.parameters()));
    }

    Collection<MethodInfo> methods() {
        return control.methods();
    }

    /** The method of that name, or of that deprecated name, refused where there is none. */
    MethodInfo method(String name) throws CommandException {
        return find(name).orElseThrow(() -> new CommandException(missing(name)));
    }

    /** The method of that name, or of that deprecated name. */
    Optional<MethodInfo> find(String name) {
        return control.methods().stream()
                .filter(one -> one.name().equals(name) || one.aliases().contains(name))
                .findFirst();
    }

    private static String missing(String method) {
        return "there is no method " + method + " now; its bundle may be missing: plugin:list";
    }

    /** The message alone where it tells anything; the code where it does not. */
    private static String said(String method, RpcException e) {
        if (e.code() == RpcException.METHOD_NOT_FOUND) {
            return missing(method);
        }
        String message = e.getMessage();
        String what = message == null || message.isBlank() ? "error " + e.code() : message;
        String why = e.data() == null ? "" : ": " + detail(e.data());
        return what + why + NextStep.after(method, e);
    }

    private static String detail(Object data) {
        if (!(data instanceof Map<?, ?> map) || !(map.get("reason") instanceof String reason)) {
            return Json.line(data);
        }
        Object parameter = map.get("parameter");
        if (parameter == null) {
            return reason;
        }
        Object value = map.get("value");
        return parameter + (value == null ? "" : " " + value) + ": " + reason;
    }
}
