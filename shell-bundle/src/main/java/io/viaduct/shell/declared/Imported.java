package io.viaduct.shell.declared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What an importer has made so far, and what it could not carry over. */
final class Imported {
    private static final int FILE_BLOCK_BYTES = 512;
    private static final String FILE_DEVICE = "bdev_aio_create";

    private final Methods methods;
    private final Items items = new Items();
    private final List<String> lost = new ArrayList<>();
    private final Set<String> transports;

    Imported(Methods methods) throws DeclarationException, InterruptedException {
        this.methods = methods;
        transports =
                Trees.list(methods.call("nvmf_get_transports", null)).stream()
                        .map(one -> String.valueOf(Trees.object(one).get("trtype")))
                        .collect(Collectors.toSet());
        // The one that the distribution brings.
        transports.add("TCP");
    }

    /** Something could not be carried over. */
    void lose(String where, String what) {
        lost.add(where + ": " + what);
    }

    /** Refuses what is there twice. */
    void add(Item item) throws DeclarationException {
        if (!items.add(item)) {
            throw new DeclarationException(item.label() + " is there twice");
        }
    }

    /** Lets a subsystem listen, with the transport; not where there is no such transport. */
    void listen(String where, String nqn, Map<String, Object> address) throws DeclarationException {
        Trees.upperTrtype(address);
        String trtype = String.valueOf(address.get("trtype"));
        if (!transports.contains(trtype)) {
            lose(where, "there is no transport " + trtype);
            return;
        }
        items.add(Item.of(Kind.TRANSPORT, new LinkedHashMap<>(Map.of("trtype", trtype))));
        Item listener = Item.inside(Kind.LISTENER, nqn, address);
        if (!items.has(listener)) {
            add(listener);
        }
    }

    /** A block device over a file; the answer is false where no module makes one. */
    boolean addFile(String where, String name, String path, Object blockBytes)
            throws DeclarationException {
        if (methods.find(FILE_DEVICE) == null) {
            lose(where, path + " needs a module that makes devices of files (" + FILE_DEVICE + ")");
            return false;
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("name", name);
        parameters.put("filename", path);
        parameters.put("block_size", blockBytes == null ? FILE_BLOCK_BYTES : blockBytes);
        add(new Item(Kind.BDEV, null, "aio", parameters));
        return true;
    }

    /** The file: comments, then the declaration. */
    String text(String from) {
        var text = new StringBuilder("# From " + from + ".\n");
        text.append(lost.isEmpty() ? "# All is carried over.\n" : "# Not carried over:\n");
        lost.forEach(one -> text.append("#   ").append(one.replace('\n', ' ')).append('\n'));
        return text + Declarations.text(DeclarationWriter.tree(items));
    }
}
