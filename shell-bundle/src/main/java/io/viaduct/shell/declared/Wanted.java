package io.viaduct.shell.declared;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.MethodInfo.Parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a method says of the parameters of an item.
 *
 * @param item what is made
 * @param method what makes it
 */
record Wanted(Item item, MethodInfo method) {
    /**
     * Makes texts of numbers where the method wants texts, for a port looks like a number; refuses
     * what is missing and what the method does not know. Only the method itself knows the own
     * options of a transport.
     */
    void spell(Map<String, Object> parameters) throws DeclarationException {
        List<Parameter> known = known();
        for (Map.Entry<String, Object> one : parameters.entrySet()) {
            Parameter parameter =
                    known.stream()
                            .filter(p -> p.name().equals(one.getKey()))
                            .findFirst()
                            .orElse(null);
            if (parameter == null && item.kind() != Kind.TRANSPORT) {
                throw new DeclarationException(
                        item.label() + ": there is no parameter " + one.getKey());
            }
            boolean text = parameter != null && parameter.type().equals("string");
            if (text && one.getValue() instanceof Number number) {
                one.setValue(number.toString());
            }
        }
        for (Parameter parameter : known) {
            if (parameter.required() && parameters.get(parameter.name()) == null) {
                throw new DeclarationException(
                        item.label() + ": " + parameter.name() + " is missing");
            }
        }
    }

    /** Those that stand in a file: what is inside of the address or the namespace comes along. */
    private List<Parameter> known() {
        List<Parameter> known = new ArrayList<>();
        for (Parameter parameter : method.parameters()) {
            if (parameter.name().equals("nqn") && item.nqn() != null) {
                continue;
            }
            if (parameter.members().isEmpty()) {
                known.add(parameter);
            } else {
                known.addAll(parameter.members());
            }
        }
        return known;
    }
}
