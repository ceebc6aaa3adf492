package io.viaduct.tidy;

/** What a change of an exported package asks of its version. */
enum ChangeSize {
    NONE,
    MINOR,
    MAJOR;

    ChangeSize or(ChangeSize other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
