package io.viaduct.core.journal;

/** A journal is whole, but of a format that this version does not know. */
public final class VersionException extends Exception {
    private static final long serialVersionUID = 1L;

    VersionException(int version) {
        super("it has format " + version + ", and this version knows " + JournalFormat.VERSION);
    }
}
