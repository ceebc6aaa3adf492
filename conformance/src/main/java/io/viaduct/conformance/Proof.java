package io.viaduct.conformance;

import java.nio.file.Path;

/**
 * A test method as one class runs it.
 *
 * @param module the folder of its module
 * @param testClass the class that runs it, binary name
 * @param method its name
 * @param row what it proves
 */
public record Proof(Path module, String testClass, String method, String row)
        implements Comparable<Proof> {
    /** As the table names it. */
    String name() {
        return testClass.substring(testClass.lastIndexOf('.') + 1) + "." + method;
    }

    @Override
    public int compareTo(Proof other) {
        return name().compareTo(other.name());
    }
}
