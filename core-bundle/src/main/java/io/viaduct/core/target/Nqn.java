package io.viaduct.core.target;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/** NVMe Qualified Names: the rules of NVM Express Base 2.1, section 4.7. */
final class Nqn {
    /** The well-known name of the discovery subsystem. */
    static final String DISCOVERY = "nqn.2014-08.org.nvmexpress.discovery";

    /** Longest name, bytes of UTF-8 without the terminator. */
    static final int BYTES_MAX = 223;

    private static final String UUID_PREFIX = "nqn.2014-08.org.nvmexpress:uuid:";
    private static final int UUID_LENGTH = 36;

    /** Date, reversed domain of labels as DNS has them, and a name of the owner's choice. */
    private static final Pattern FORM =
            Pattern.compile(
                    "nqn\\.\\d{4}-\\d{2}"
                            + "(\\.[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
                            + ":.+",
                    Pattern.DOTALL);

    private Nqn() {}

    /** Why the text is no name, or null when it is one. */
    static String defect(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BYTES_MAX) {
            return "it has " + bytes + " bytes, at most " + BYTES_MAX;
        }
        if (text.equals(DISCOVERY)) {
            return null;
        }
        if (text.startsWith(UUID_PREFIX)) {
            return isUuid(text.substring(UUID_PREFIX.length())) ? null : "its UUID is malformed";
        }
        return FORM.matcher(text).matches()
                ? null
                : "it is not of the form nqn.yyyy-mm.reverse.domain:name";
    }

    private static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        try {
            UUID.fromString(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
