package io.viaduct.api.nvme;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * NVMe qualified names. NVM Express Base Specification 2.1, NVMe Qualified Names; what the
 * specification leaves open is accepted and refused as SPDK's {@code nvmf_nqn_is_valid} does,
 * except that SPDK lets a last domain label of 64 letters pass.
 */
public final class Nqn {
    public static final int LENGTH_MIN = 11;
    public static final int LENGTH_MAX = 223;

    /** Bytes of the field that holds one, with its NUL. */
    public static final int FIELD_LENGTH = 256;

    /** What every discovery subsystem answers to. */
    public static final String DISCOVERY = "nqn.2014-08.org.nvmexpress.discovery";

    /** Followed by a UUID and nothing else. */
    public static final String UUID_PREFIX = "nqn.2014-08.org.nvmexpress:uuid:";

    private static final String PREFIX = "nqn.";
    private static final int DOMAIN_BEGIN = "nqn.yyyy-mm.".length();
    private static final int LABEL_LENGTH_MAX = 63;
    private static final int UUID_LENGTH = 36;

    private Nqn() {}

    /** What is wrong with the name, or null. */
    public static String problem(String nqn) {
        int length = utf8Length(nqn);
        if (length < 0) {
            return "not valid UTF-8";
        }
        if (length < LENGTH_MIN || length > LENGTH_MAX) {
            return length + " bytes long, must be " + LENGTH_MIN + " to " + LENGTH_MAX;
        }
        if (nqn.equals(DISCOVERY)) {
            return null;
        }
        if (nqn.startsWith(UUID_PREFIX)) {
            return isUuid(nqn, UUID_PREFIX.length()) ? null : "malformed UUID";
        }
        return formProblem(nqn);
    }

    private static String formProblem(String nqn) {
        if (!nqn.startsWith(PREFIX)) {
            return "must begin with \"" + PREFIX + '"';
        }
        if (!hasDate(nqn)) {
            return "must have a date yyyy-mm after \"" + PREFIX + '"';
        }
        int colon = nqn.indexOf(':');
        if (colon < 0 || colon == nqn.length() - 1) {
            return "must have a name after a colon";
        }
        if (nqn.indexOf('\0') >= 0) {
            return "contains NUL";
        }
        return domainProblem(nqn, colon);
    }

    private static boolean hasDate(String nqn) {
        return nqn.length() >= DOMAIN_BEGIN
                && isDigits(nqn, 4, 8)
                && nqn.charAt(8) == '-'
                && isDigits(nqn, 9, 11)
                && nqn.charAt(11) == '.';
    }

    /** The reverse domain: labels of RFC 1034; none at all, or an empty last one, is let pass. */
    private static String domainProblem(String nqn, int end) {
        int begin = DOMAIN_BEGIN;
        while (begin < end) {
            int dot = nqn.indexOf('.', begin);
            int labelEnd = dot < 0 || dot > end ? end : dot;
            String problem = labelProblem(nqn, begin, labelEnd);
            if (problem != null) {
                return problem;
            }
            begin = labelEnd + 1;
        }
        return null;
    }

    private static String labelProblem(String nqn, int begin, int end) {
        if (begin == end || !isLetter(nqn.charAt(begin))) {
            return "a domain label must begin with a letter";
        }
        if (end - begin > LABEL_LENGTH_MAX) {
            return "a domain label is longer than " + LABEL_LENGTH_MAX;
        }
        for (int i = begin; i < end; i++) {
            char c = nqn.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '-') {
                return "a domain label may have letters, digits, hyphens";
            }
        }
        return nqn.charAt(end - 1) == '-' ? "a domain label ends with a hyphen" : null;
    }

    private static boolean isUuid(String nqn, int begin) {
        if (nqn.length() != begin + UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = nqn.charAt(begin + i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : c > 'f' || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Bytes in UTF-8, or -1 for a string that has none, as one with half a surrogate pair. */
    private static int utf8Length(String nqn) {
        try {
            return UTF_8.newEncoder().encode(CharBuffer.wrap(nqn)).remaining();
        } catch (CharacterCodingException e) {
            return -1;
        }
    }

    private static boolean isDigits(String nqn, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (!isDigit(nqn.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
