package io.viaduct.core.estate;

/** How estates and their parts may be called. */
final class EstateNames {
    private EstateNames() {}

    /** Whether a name has 1 to so many characters, all of them printable ASCII. */
    static boolean isValid(String name, int most) {
        return name != null
                && !name.isEmpty()
                && name.length() <= most
                && name.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
