package io.viaduct.shell;

import io.viaduct.shell.declared.DeclarationException;
import io.viaduct.shell.declared.Sizes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What was typed after a command's name, already checked against its {@link Usage}. */
final class Arguments {
    private final List<String> positions;
    private final Map<String, String> options;
    private final List<String> parameters;
    private final Path folder;

    Arguments(List<String> positions, Map<String, String> options, List<String> parameters) {
        this(positions, options, parameters, Path.of("").toAbsolutePath());
    }

    private Arguments(
            List<String> positions,
            Map<String, String> options,
            List<String> parameters,
            Path folder) {
        this.positions = positions;
        this.options = options;
        this.parameters = parameters;
        this.folder = folder;
    }

    /** The words of the form NAME=VALUE. */
    List<String> parameters() {
        return parameters;
    }

    /** Counts the names of files from a folder. */
    Arguments from(Path folder) {
        return new Arguments(positions, options, parameters, folder);
    }

    /** A word by its place as the name of a file. */
    Path path(int position) {
        return folder.resolve(at(position)).normalize();
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
        try {
            return Sizes.bytes(at(position));
        } catch (DeclarationException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
