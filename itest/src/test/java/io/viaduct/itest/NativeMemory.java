package io.viaduct.itest;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

/** What the JVM holds outside of its heap, as its own tracking tells. */
final class NativeMemory {
    private static final Pattern TOTAL =
            Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");
    private static final String COMMITTED = " \\(reserved=\\d+KB, committed=(\\d+)KB";

    private NativeMemory() {}

    /** Committed KiB less heap and code cache, which grow and shrink with what is executed. */
    static long kilobytes() throws JMException {
        String summary =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "vmNativeMemory",
                                        new Object[] {new String[] {"summary"}},
                                        new String[] {String[].class.getName()});
        return find(TOTAL, summary)
                - find(Pattern.compile("Java Heap" + COMMITTED), summary)
                - find(Pattern.compile("Code" + COMMITTED), summary);
    }

    private static long find(Pattern pattern, String summary) {
        Matcher found = pattern.matcher(summary);
        if (!found.find()) {
            throw new AssertionError("-XX:NativeMemoryTracking=summary is needed: " + summary);
        }
        return Long.parseLong(found.group(1));
    }
}
