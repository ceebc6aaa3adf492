package io.viaduct.shell.declared;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a lun of ctl.conf says of its device, and how an address is written there. */
final class CtlDevices {
    private static final String PORT_DEFAULT = "4420";
    private static final String RAM_DISK = "ramdisk";
    private static final long BLOCK_BYTES_DEFAULT = 512;

    private final Imported imported;
    private final Set<String> made = new HashSet<>();

    CtlDevices(Imported imported) {
        this.imported = imported;
    }

    /** What is between braces, of which there must be some. */
    static List<CtlStatement> body(CtlStatement section) throws DeclarationException {
        if (section.body() == null) {
            throw new DeclarationException(section.where() + ": it has no { }");
        }
        return section.body();
    }

    /** Makes the device of a lun once; the answer is whether there is one. */
    boolean add(String where, String name, CtlStatement lun) throws DeclarationException {
        if (!made.add(name)) {
            imported.lose(where, "a device can be one namespace only");
            return false;
        }
        Map<String, String> said = new LinkedHashMap<>();
        for (CtlStatement one : body(lun)) {
            switch (one.keyword()) {
                case "backend", "path", "size", "blocksize" -> said.put(one.keyword(), one.value());
                default -> imported.lose(one.where() + " of " + name, "it has no like here");
            }
        }
        long blockBytes =
                said.containsKey("blocksize")
                        ? number(where, said.get("blocksize"))
                        : BLOCK_BYTES_DEFAULT;
        if (RAM_DISK.equals(said.get("backend"))) {
            return addRamDisk(where, name, said.get("size"), blockBytes);
        }
        if (said.get("path") == null) {
            throw new DeclarationException(where + ": path is missing");
        }
        return imported.addFile(where, name, said.get("path"), blockBytes);
    }

    private boolean addRamDisk(String where, String name, String size, long blockBytes)
            throws DeclarationException {
        if (size == null) {
            throw new DeclarationException(where + ": size is missing");
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("name", name);
        // Bytes, where there is no unit.
        boolean bare = Character.isDigit(size.charAt(size.length() - 1));
        parameters.put("size", bare ? size + "B" : size);
        parameters.put("block_size", blockBytes);
        Sizes.spell(parameters);
        imported.add(new Item(Kind.BDEV, null, "malloc", parameters));
        return true;
    }

    static long number(String where, String text) throws DeclarationException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new DeclarationException(where + ": " + text + " is no number");
        }
    }

    /** {@code tcp 10.0.0.1:4420}, {@code tcp [::1]}, {@code tcp 0.0.0.0}. */
    static Map<String, Object> address(CtlStatement listen) {
        String place = listen.words().get(2);
        boolean v6 = place.startsWith("[");
        int end = v6 ? place.indexOf(']') : place.indexOf(':');
        String host = end < 0 ? place : place.substring(v6 ? 1 : 0, end);
        String rest = end < 0 ? "" : place.substring(v6 ? end + 1 : end);
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("trtype", listen.words().get(1));
        address.put("adrfam", v6 ? "ipv6" : "ipv4");
        address.put("traddr", host);
        address.put("trsvcid", rest.startsWith(":") ? rest.substring(1) : PORT_DEFAULT);
        return address;
    }
}
