package io.viaduct.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may follow a command's name, as help prints it, which is also how it is parsed: {@code NAME
 * [SIZE] [--flag] [--option VALUE] [NAME=VALUE ...]}.
 */
final class Usage {
    private static final Pattern PART =
            Pattern.compile(
                    "\\[(--[a-z-]+)( [A-Z]+)?]|\\[([A-Z_]+)]|(\\[NAME=VALUE ...])|([A-Za-z_|]+)");

    private final String text;
    private final List<String> names = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private int required;
    private boolean open;

    Usage(String text) {
        this.text = text;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (part.group(1) != null) {
                values.put(part.group(1), part.group(2) == null ? "" : part.group(2).strip());
            } else if (part.group(3) != null) {
                names.add(part.group(3));
            } else if (part.group(4) != null) {
                open = true;
            } else {
                names.add(part.group(5));
                required++;
            }
        }
    }

    /** What the words stand for, in their order. */
    List<String> names() {
        return names;
    }

    /** How many of them there must be. */
    int required() {
        return required;
    }

    /** The options, with their dashes. */
    Set<String> options() {
        return values.keySet();
    }

    /** What stands for the value of an option, as TARGET; "" where it has none. */
    String valueOf(String option) {
        return values.getOrDefault(option, "");
    }

    /** The words that are none of options, of their values, and of NAME=VALUE. */
    List<String> positions(List<String> typed) {
        List<String> positions = new ArrayList<>();
        for (int i = 0; i < typed.size(); i++) {
            String word = typed.get(i);
            if (!valueOf(word).isEmpty()) {
                i++;
            } else if (!word.startsWith("--") && !TypedParameters.isOne(word)) {
                positions.add(word);
            }
        }
        return positions;
    }

    /** Whether NAME=VALUE may follow. */
    boolean isOpen() {
        return open;
    }

    /** Sorts what was typed; refuses what the usage does not name. */
    Arguments parse(List<String> typed) throws CommandException {
        List<String> positions = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < typed.size(); i++) {
            String word = typed.get(i);
            if (open && TypedParameters.isOne(word)) {
                parameters.add(word);
            } else if (!word.startsWith("--")) {
                positions.add(word);
            } else if (!values.containsKey(word)) {
                throw new CommandException("no option " + word);
            } else if (valueOf(word).isEmpty()) {
                given.put(word, "");
            } else if (++i < typed.size()) {
                given.put(word, typed.get(i));
            } else {
                throw new CommandException(word + " wants a value");
            }
        }
        if (positions.size() < required) {
            throw new CommandException(names.get(positions.size()) + " is missing");
        }
        if (positions.size() > names.size()) {
            throw new CommandException("'" + positions.get(names.size()) + "' is too much");
        }
        return new Arguments(positions, given, parameters);
    }

    @Override
    public String toString() {
        return text;
    }
}
