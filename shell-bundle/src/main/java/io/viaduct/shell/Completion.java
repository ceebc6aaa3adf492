package io.viaduct.shell;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code viaduct:complete}: what the last word of a line may become, a line each. Clients ask it
 * when somebody presses the key for that; what cannot be asked for now completes to nothing.
 */
final class Completion {
    private static final System.Logger LOG = System.getLogger(Completion.class.getName());

    private final List<Command> commands;
    private final Candidates candidates;

    Completion(List<Command> commands, Calls calls) {
        this.commands = commands;
        candidates = new Candidates(calls);
    }

    Command command() {
        return new Command(
                "viaduct",
                "complete",
                "LINE",
                "Lists what the last word of a line may become, for clients.",
                this::print);
    }

    private void print(Arguments arguments, PrintStream out) throws InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(arguments.at(0).split(" +", -1)));
        String begun = words.removeLast();
        try {
            all(words)
                    .distinct()
                    .filter(one -> one.startsWith(begun))
                    .sorted()
                    .forEach(out::println);
        } catch (CommandException e) {
            LOG.log(System.Logger.Level.DEBUG, "nothing to complete with: {0}", e.getMessage());
        }
    }

    private Stream<String> all(List<String> words) throws CommandException, InterruptedException {
        if (words.isEmpty()) {
            return commands.stream().map(command -> command.scope() + ":" + command.name());
        }
        for (Command command : commands) {
            String name = command.scope() + ":" + command.name();
            if (name.equals(words.getFirst()) || command.name().equals(words.getFirst())) {
                return next(command, words.subList(1, words.size()));
            }
        }
        return Stream.empty();
    }

    private Stream<String> next(Command command, List<String> before)
            throws CommandException, InterruptedException {
        Usage usage = command.usage();
        String value = before.isEmpty() ? "" : usage.valueOf(before.getLast());
        if (!value.isEmpty()) {
            return candidates.of(command.scope(), value, before).stream();
        }
        List<String> positions = usage.positions(before);
        List<String> all = new ArrayList<>(usage.options());
        if (positions.size() < usage.names().size()) {
            String place = usage.names().get(positions.size());
            all.addAll(candidates.of(command.scope(), place, positions));
            if (place.equals("COMMAND")) {
                commands.forEach(one -> all.add(one.scope() + ":" + one.name()));
                all.addAll(candidates.of(command.scope(), "METHOD", positions));
            }
        }
        if (usage.isOpen() && positions.size() >= usage.required()) {
            all.addAll(candidates.parameters(method(command, positions)));
        }
        return all.stream();
    }

    /** The method whose parameters may be typed. */
    private static String method(Command command, List<String> positions) {
        return switch (command.scope() + ":" + command.name()) {
            case "viaduct:rpc" -> positions.getFirst();
            case "bdev:create" -> "bdev_" + positions.getFirst() + "_create";
            case "nvmf:create" -> "nvmf_create_subsystem";
            case "nvmf:add-ns" -> "nvmf_subsystem_add_ns";
            case "nvmf:listen" -> "nvmf_subsystem_add_listener";
            case "nvmf:create-transport" -> "nvmf_create_transport";
            default -> "";
        };
    }
}
