package io.viaduct.shell.declared;

import java.util.List;

/**
 * One change.
 *
 * @param sign "+" for what is made, "-" for what goes, "~" for what changes as it is
 * @param text what it does, for people
 * @param call how it is done
 */
record Step(String sign, String text, Call call) {
    static Step make(Item item) {
        List<String> parameters =
                item.parameters().entrySet().stream()
                        .filter(one -> !item.kind().identity().contains(one.getKey()))
                        .map(one -> one.getKey() + " " + one.getValue())
                        .toList();
        String kind = item.module() == null ? "" : ", " + item.module();
        String all = parameters.isEmpty() ? "" : ": " + String.join(", ", parameters);
        return new Step("+", item.label() + kind + all, item.create());
    }

    static Step remove(Item item) {
        return new Step("-", item.label(), item.delete());
    }

    @Override
    public String toString() {
        return sign + " " + text;
    }
}
