package io.viaduct.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output, for what the user asked to see, and standard error, for all else. */
final class Console {
    private static final PrintStream OUT = stream(FileDescriptor.out);
    private static final PrintStream ERR = stream(FileDescriptor.err);

    private Console() {}

    static PrintStream out() {
        return OUT;
    }

    static PrintStream error() {
        return ERR;
    }

    static void print(String text) {
        OUT.println(text);
    }

    static void error(String text) {
        ERR.println(text);
    }

    // Not System.out: the shell puts streams of its own there, one for each session.
    private static PrintStream stream(FileDescriptor file) {
        return new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8);
    }
}
