package io.viaduct.shell;

import io.viaduct.api.rpc.MethodInfo;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The kinds of block devices that modules make now, which their methods tell. */
final class BdevKinds {
    private static final String PREFIX = "bdev_";
    private static final String CREATE = "_create";

    private final Calls calls;

    BdevKinds(Calls calls) {
        this.calls = calls;
    }

    /** Their names, as in {@code bdev_NAME_create}. */
    List<String> names() {
        return calls.methods().stream()
                .map(MethodInfo::name)
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(CREATE))
                .map(name -> name.substring(PREFIX.length(), name.length() - CREATE.length()))
                .sorted()
                .toList();
    }

    /** The method that makes one. */
    MethodInfo creating(String kind) throws CommandException {
        return calls.find(PREFIX + kind + CREATE)
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "there is no kind "
                                                + kind
                                                + "; there are: "
                                                + String.join(" ", names())));
    }

    /** Whether the method has a parameter of that name. */
    static boolean takes(MethodInfo method, String parameter) {
        return method.parameters().stream().anyMatch(one -> one.name().equals(parameter));
    }

    /** The method that deletes a device: its kind is the first word of what it calls itself. */
    String deleting(Map<String, Object> bdev) throws CommandException {
        String product = Trees.text(bdev, "product_name");
        String method = PREFIX + product.split(" ")[0].toLowerCase(Locale.ROOT) + "_delete";
        if (calls.find(method).isEmpty()) {
            throw new CommandException(
                    Trees.text(bdev, "name")
                            + " is a "
                            + product
                            + " and there is no "
                            + method
                            + "; see viaduct:methods delete");
        }
        return method;
    }
}
