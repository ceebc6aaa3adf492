package io.viaduct.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code bdev:*}: block devices. */
final class BdevCommands {
    private static final String SCOPE = "bdev";
    private static final String GET = "bdev_get_bdevs";
    private static final long BLOCK_BYTES_DEFAULT = 512;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    /** What a kind of device calls itself, and how it is deleted. */
    private static final Map<String, String> DELETE =
            Map.of("Malloc disk", "bdev_malloc_delete", "Null disk", "bdev_null_delete");

    private final Calls calls;

    BdevCommands(Calls calls) {
        this.calls = calls;
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
                        "create",
                        "malloc|null NAME SIZE [BLOCK_BYTES] [--uuid UUID]",
                        "Creates a block device in memory (malloc) or one that keeps nothing"
                                + " (null); SIZE as 64MiB or 1GiB, MiB without a unit.",
                        this::create),
                new Command(
                        SCOPE,
                        "remove",
                        "NAME",
                        "Deletes a block device of kind malloc or null.",
                        this::remove));
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
        String kind = arguments.at(0);
        if (!kind.equals("malloc") && !kind.equals("null")) {
            throw new CommandException("'" + kind + "' is neither malloc nor null");
        }
        Long given = arguments.number(3);
        long blockBytes = given == null ? BLOCK_BYTES_DEFAULT : given;
        long bytes = arguments.bytes(2);
        if (blockBytes <= 0 || bytes % blockBytes != 0) {
            throw new CommandException(
                    arguments.at(2) + " is no multiple of blocks of " + blockBytes + " bytes");
        }
        Object name =
                calls.call(
                        "bdev_" + kind + "_create",
                        Calls.of(
                                "name",
                                arguments.at(1),
                                "block_size",
                                blockBytes,
                                "num_blocks",
                                bytes / blockBytes,
                                "uuid",
                                arguments.value("--uuid")));
        out.println("Created " + name + ", " + size(bytes) + ".");
    }

    private void remove(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        Map<String, Object> bdev = get(arguments.at(0));
        String kind = Trees.text(bdev, "product_name");
        String method = DELETE.get(kind);
        if (method == null) {
            throw new CommandException(
                    arguments.at(0) + " is a " + kind + "; see viaduct:methods delete");
        }
        String name = Trees.text(bdev, "name");
        calls.call(method, Calls.of("name", name));
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
