package io.viaduct.shell;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was typed after a command's name, already checked against its {@link Usage}. */
final class Arguments {
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,15})(B|KIB|MIB|GIB|TIB|K|M|G|T)?", Pattern.CASE_INSENSITIVE);
    private static final int BITS_OF_A_UNIT = 10;

    private final List<String> positions;
    private final Map<String, String> options;

    Arguments(List<String> positions, Map<String, String> options) {
        this.positions = positions;
        this.options = options;
    }

    /** A word by its place, or null. */
    String at(int position) {
        return position < positions.size() ? positions.get(position) : null;
    }

    /** Whether an option was given. */
    boolean has(String option) {
        return options.containsKey(option);
    }

    /** The value of an option, or null. */
    String value(String option) {
        return options.get(option);
    }

    /** A word as a number, or null. */
    Long number(int position) throws CommandException {
        return parse(at(position));
    }

    /** The value of an option as a number, or null. */
    Long number(String option) throws CommandException {
        return parse(value(option));
    }

    private static Long parse(String word) throws CommandException {
        if (word == null) {
            return null;
        }
        try {
            return Long.valueOf(word);
        } catch (NumberFormatException e) {
            throw new CommandException("'" + word + "' is no number");
        }
    }

    /** A word as a size in bytes: a number with a binary unit, MiB where there is none. */
    long bytes(int position) throws CommandException {
        Matcher size = SIZE.matcher(at(position));
        if (!size.matches()) {
            throw new CommandException("'" + at(position) + "' is no size; say 64MiB or 1GiB");
        }
        String unit = size.group(2) == null ? "M" : size.group(2).toUpperCase(Locale.ROOT);
        int shift = "BKMGT".indexOf(unit.charAt(0)) * BITS_OF_A_UNIT;
        long count = Long.parseLong(size.group(1));
        if (count > Long.MAX_VALUE >> shift) {
            throw new CommandException("'" + at(position) + "' is too large");
        }
        return count << shift;
    }
}
