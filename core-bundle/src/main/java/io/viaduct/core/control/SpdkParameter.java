package io.viaduct.core.control;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A parameter of one of SPDK's methods.
 *
 * @param name its name; a dot goes into an object, [] into the elements of an array
 * @param type boolean, string, uuid, an integer such as uint32, array, object, flags (an array of
 *     strings, or one with commas), or the values of an enumeration with | between them
 * @param required whether SPDK refuses a call without it
 * @param initial its default where that is a value; null otherwise
 */
public record SpdkParameter(String name, String type, boolean required, String initial) {
    /** Reads {@code name:type!=default}. */
    static SpdkParameter of(String word) {
        int colon = word.indexOf(':');
        int equals = word.indexOf('=', colon);
        String type = word.substring(colon + 1, equals < 0 ? word.length() : equals);
        boolean required = type.endsWith("!");
        return new SpdkParameter(
                word.substring(0, colon),
                required ? type.substring(0, type.length() - 1) : type,
                required,
                equals < 0 ? null : word.substring(equals + 1));
    }

    /** Whether SPDK takes this value for it. */
    boolean takes(Object value) {
        return switch (type) {
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "uuid" -> value instanceof String text && isUuid(text);
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            case "flags" -> value instanceof String || areStrings(value);
            default -> isInteger() ? isInRange(value) : List.of(type.split("\\|")).contains(value);
        };
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean areStrings(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
    }

    /** Whether it is a number. */
    boolean isInteger() {
        return type.startsWith("uint") || type.startsWith("int");
    }

    private boolean isInRange(Object value) {
        boolean whole =
                value instanceof Integer || value instanceof Long || value instanceof BigInteger;
        if (!whole) {
            return false;
        }
        boolean signed = type.startsWith("int");
        int bits = Integer.parseInt(type.substring(signed ? 3 : 4));
        BigInteger number = new BigInteger(value.toString());
        return signed
                ? number.bitLength() < bits
                : number.signum() >= 0 && number.bitLength() <= bits;
    }
}
