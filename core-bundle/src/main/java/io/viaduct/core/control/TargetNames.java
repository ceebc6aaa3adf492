package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which target a call of the desired state is about. One that names none is about the target that
 * there is without asking; as others may be there when it is made again, it then has to say so.
 */
public final class TargetNames {
    /** SPDK's name of the target that there is without asking. */
    public static final String DEFAULT = "nvmf_tgt";

    /** Makes another target. */
    static final String CREATE = "nvmf_create_target";

    private static final String PARAMETER = "tgt_name";

    private TargetNames() {}

    /** The target's name. */
    static String of(Entry call) {
        return call.at(PARAMETER) instanceof String name ? name : DEFAULT;
    }

    /** Whether it makes that target. */
    static boolean makes(Entry call, String target) {
        return call.method().equals(CREATE) && target.equals(call.at("name"));
    }

    /** Whether it makes or sets something in that target. */
    static boolean isIn(Entry call, String target) {
        return hasTarget(call) && of(call).equals(target);
    }

    // Options are set for the process, before there are targets to be named.
    private static boolean hasTarget(Entry call) {
        String method = call.method();
        boolean ofTarget =
                method.startsWith("nvmf_")
                        ? !Effect.isOption(method)
                        : method.startsWith("viaduct_ns_")
                                || method.startsWith("viaduct_subsystem_")
                                || method.startsWith("viaduct_discovery_");
        return ofTarget && !method.equals(CREATE);
    }

    /**
     * The calls as they can be made in any order: where there are several targets, all say which.
     */
    static List<Entry> explicit(List<Entry> calls) {
        boolean several = calls.stream().anyMatch(call -> call.method().equals(CREATE));
        return several ? calls.stream().map(TargetNames::explicit).toList() : calls;
    }

    /** The call, which says what target it is about. */
    static Entry explicit(Entry call) {
        if (!hasTarget(call) || call.at(PARAMETER) != null) {
            return call;
        }
        Map<String, Object> parameters = new LinkedHashMap<>(call.parameters());
        parameters.put(PARAMETER, DEFAULT);
        return new Entry(call.sequence(), call.method(), parameters, call.generated());
    }
}
