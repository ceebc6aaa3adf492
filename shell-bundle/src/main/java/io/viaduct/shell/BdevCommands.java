package io.viaduct.shell;

import io.viaduct.api.rpc.MethodInfo;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code bdev:*}: block devices. */
final class BdevCommands {
    private static final String SCOPE = "bdev";
    private static final String GET = "bdev_get_bdevs";
    private static final long BLOCK_BYTES_DEFAULT = 512;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private final Calls calls;
    private final BdevKinds kinds;

    BdevCommands(Calls calls) {
        this.calls = calls;
        kinds = new BdevKinds(calls);
    }

    List<Command> all() {
        return List.of(
                new Command(SCOPE, "list", "[--json]", "Lists the block devices.", this::list),
                new Command(
                        SCOPE,
                        "show",
                        "NAME [--json]",
                        "Shows all about a block device; NAME may be an alias or UUID.",
                        this::show),
                new Command(
                        SCOPE,
                        "watch",
                        Repeat.USAGE,
                        "Lists the block devices again and again.",
                        (arguments, out) -> Repeat.run(arguments, out, n -> list(arguments, out))),
                new Command(
                        SCOPE,
                        "create",
                        "KIND NAME [SIZE] [BLOCK_BYTES] [--uuid UUID] [NAME=VALUE ...]",
                        "Creates a block device of any kind that a module makes: malloc in memory,"
                            + " null to keep nothing; SIZE as 64MiB or 1GiB, MiB without a unit;"
                            + " NAME=VALUE as viaduct:methods bdev_KIND_create says.",
                        this::create),
                new Command(SCOPE, "remove", "NAME", "Deletes a block device.", this::remove));
    }

    private void list(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        List<Map<String, Object>> bdevs = calls.list(GET, null);
        if (arguments.has("--json")) {
            out.println(Json.pretty(bdevs));
            return;
        }
        var table = new Table("NAME", "KIND", "SIZE", "BLOCK", "CLAIMED", "UUID");
        for (Map<String, Object> bdev : bdevs) {
            long blockBytes = Trees.number(bdev, "block_size");
            table.row(
                    Trees.text(bdev, "name"),
                    Trees.text(bdev, "product_name"),
                    size(blockBytes * Trees.number(bdev, "num_blocks")),
                    blockBytes,
                    Boolean.TRUE.equals(bdev.get("claimed")) ? "yes" : "no",
                    Trees.text(bdev, "uuid"));
        }
        table.print(out, "There are no block devices.");
    }

    private void show(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        Map<String, Object> bdev = get(arguments.at(0));
        if (arguments.has("--json")) {
            out.println(Json.pretty(bdev));
        } else {
            Properties.print(bdev, out);
        }
    }

    private void create(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        MethodInfo method = kinds.creating(arguments.at(0));
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("name", arguments.at(1));
        if (arguments.at(2) != null) {
            parameters.putAll(shape(method, arguments));
        }
        if (arguments.has("--uuid")) {
            parameters.put("uuid", arguments.value("--uuid"));
        }
        Object name = calls.call(method.name(), parameters, arguments);
        String size = arguments.at(2) == null ? "" : ", " + size(arguments.bytes(2));
        out.println("Created " + name + size + ".");
    }

    private static Map<String, Object> shape(MethodInfo method, Arguments arguments)
            throws CommandException {
        if (!BdevKinds.takes(method, "num_blocks")) {
            throw new CommandException(
                    "a device of kind "
                            + arguments.at(0)
                            + " takes no size; usage: viaduct:methods "
                            + method.name());
        }
        Long given = arguments.number(3);
        long blockBytes = given == null ? BLOCK_BYTES_DEFAULT : given;
        long bytes = arguments.bytes(2);
        if (blockBytes <= 0 || bytes % blockBytes != 0) {
            throw new CommandException(
                    arguments.at(2) + " is no multiple of blocks of " + blockBytes + " bytes");
        }
        return Calls.of("block_size", blockBytes, "num_blocks", bytes / blockBytes);
    }

    private void remove(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        Map<String, Object> bdev = get(arguments.at(0));
        String name = Trees.text(bdev, "name");
        calls.call(kinds.deleting(bdev), Calls.of("name", name));
        out.println("Removed " + name + ".");
    }

    private Map<String, Object> get(String name) throws CommandException, InterruptedException {
        List<Map<String, Object>> found = calls.list(GET, Calls.of("name", name));
        if (found.isEmpty()) {
            throw new CommandException("there is no block device " + name);
        }
        return found.getFirst();
    }

    /** Bytes with the largest unit that leaves a whole number. */
    static String size(long bytes) {
        int unit = 0;
        long count = bytes;
        while (count != 0 && count % 1024 == 0 && unit < UNITS.length - 1) {
            count /= 1024;
            unit++;
        }
        return count + " " + UNITS[unit];
    }
}
