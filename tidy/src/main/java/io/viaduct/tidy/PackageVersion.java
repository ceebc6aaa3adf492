package io.viaduct.tidy;

import java.util.Arrays;

/** The version of an exported package: major for a break, minor for an addition. */
record PackageVersion(int major, int minor, int micro) {
    static PackageVersion parse(String text) {
        int[] parts = Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return new PackageVersion(part(parts, 0), part(parts, 1), part(parts, 2));
    }

    private static int part(int[] parts, int index) {
        return index < parts.length ? parts[index] : 0;
    }

    /** Whether this version is raised enough over {@code recorded} for a change of that size. */
    boolean covers(PackageVersion recorded, ChangeSize size) {
        return switch (size) {
            case NONE -> true;
            case MINOR ->
                    major > recorded.major || (major == recorded.major && minor > recorded.minor);
            case MAJOR -> major > recorded.major;
        };
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }
}
