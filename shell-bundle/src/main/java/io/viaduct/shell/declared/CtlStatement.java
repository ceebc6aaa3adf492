package io.viaduct.shell.declared;

import java.util.List;

/**
 * A statement of ctl.conf, or a section.
 *
 * @param line where it begins, from 1
 * @param words its keyword and what follows, without quotes
 * @param body what is between its braces; null where it has none
 */
record CtlStatement(int line, List<String> words, List<CtlStatement> body) {
    String keyword() {
        return words.getFirst();
    }

    /** The one value behind its keyword. */
    String value() throws DeclarationException {
        if (words.size() != 2 || body != null) {
            throw new DeclarationException(
                    "line " + line + ": " + keyword() + " takes one value; found: " + this);
        }
        return words.get(1);
    }

    /** "line 7: lun disk0". */
    String where() {
        return "line " + line + ": " + String.join(" ", words);
    }

    @Override
    public String toString() {
        return String.join(" ", words) + (body == null ? "" : " {...}");
    }
}
