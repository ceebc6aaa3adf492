package io.viaduct.conformance;

/**
 * One fact of the table.
 *
 * @param id the section's key and the row's name
 * @param claim whether it is claimed
 * @param text what is true, in a sentence
 */
public record Row(String id, Claim claim, String text) {
    /** What is said of a row. */
    public enum Claim {
        /** It works, and a test proves it. */
        SUPPORTED,
        /** It is refused with the right status until it works. */
        LATER
    }
}
