package io.viaduct.web;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/** What the control plane answers to questions about the whole. */
final class Answers {
    private static final System.Logger LOG = System.getLogger(Answers.class.getName());

    private final ControlPlane control;

    Answers(ControlPlane control) {
        this.control = control;
    }

    /** The members of an answer; none where the method is not there, or not yet. */
    Map<?, ?> map(String method) throws InterruptedException {
        return ask(method, null) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** As {@link #map}, of one target. */
    Map<?, ?> ofTarget(String target, String method) throws InterruptedException {
        Map<String, Object> named = Map.of("tgt_name", target);
        return ask(method, named) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The names of all targets. */
    List<String> targets() throws InterruptedException {
        return ask("nvmf_get_targets", null) instanceof List<?> all
                ? all.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The elements of an answer, as {@link #map}. */
    List<Map<?, ?>> list(String method) throws InterruptedException {
        return maps(ask(method, null));
    }

    private Object ask(String method, Map<String, Object> parameters) throws InterruptedException {
        try {
            return control.call(method, parameters);
        } catch (RpcException e) {
            LOG.log(Level.DEBUG, method + " tells no metrics: " + e.getMessage());
            return null;
        }
    }

    /** The objects in a list; none where it is no list. */
    static List<Map<?, ?>> maps(Object list) {
        return list instanceof List<?> all
                ? all.stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList()
                : List.of();
    }

    /** A member that is a number; 0 where there is none. */
    static double number(Map<?, ?> object, String member) {
        return object.get(member) instanceof Number number ? number.doubleValue() : 0;
    }

    /** Any member as text. */
    static String text(Map<?, ?> object, String member) {
        return String.valueOf(object.get(member));
    }
}
