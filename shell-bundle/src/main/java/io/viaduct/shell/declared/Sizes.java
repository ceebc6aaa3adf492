package io.viaduct.shell.declared;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them. */
public final class Sizes {
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,15})(B|KIB|MIB|GIB|TIB|K|M|G|T)?", Pattern.CASE_INSENSITIVE);
    private static final int BITS_OF_A_UNIT = 10;
    private static final String NAME = "size";
    private static final long BLOCK_BYTES_DEFAULT = 512;

    private Sizes() {}

    /** Bytes: a number with a binary unit, MiB where there is none. */
    public static long bytes(String text) throws DeclarationException {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new DeclarationException("'" + text + "' is no size; say 64MiB or 1GiB");
        }
        String unit = size.group(2) == null ? "M" : size.group(2).toUpperCase(Locale.ROOT);
        int shift = "BKMGT".indexOf(unit.charAt(0)) * BITS_OF_A_UNIT;
        long count = Long.parseLong(size.group(1));
        if (count > Long.MAX_VALUE >> shift) {
            throw new DeclarationException("'" + text + "' is too large");
        }
        return count << shift;
    }

    /** Puts the number of blocks in the place of a size, if there is one. */
    static void spell(Map<String, Object> parameters) throws DeclarationException {
        Object size = parameters.remove(NAME);
        if (size == null) {
            return;
        }
        parameters.putIfAbsent("block_size", BLOCK_BYTES_DEFAULT);
        Object block = parameters.get("block_size");
        long bytes = bytes(size.toString());
        long blockBytes = block instanceof Number number ? number.longValue() : 0;
        if (blockBytes <= 0 || bytes % blockBytes != 0) {
            throw new DeclarationException(
                    "bdev "
                            + parameters.get("name")
                            + ": "
                            + size
                            + " is no multiple of blocks of "
                            + block
                            + " bytes");
        }
        parameters.put("num_blocks", bytes / blockBytes);
    }
}
