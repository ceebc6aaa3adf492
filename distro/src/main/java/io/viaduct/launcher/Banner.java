package io.viaduct.launcher;

import java.nio.file.Path;

/** What a start shows once the target serves. */
final class Banner {
    private Banner() {}

    static String text(String version, Report report, Path data) {
        StringBuilder text = new StringBuilder("Viaduct ").append(version);
        if (!report.message().isEmpty()) {
            line(text, "runs", report.message());
        }
        if (!report.rpc().isEmpty()) {
            line(text, "RPC", report.rpc());
        }
        line(text, "data", data.toString());
        for (String command : report.connect()) {
            line(text, "connect", command);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%n  %-8s %s".formatted(name, value));
    }
}
