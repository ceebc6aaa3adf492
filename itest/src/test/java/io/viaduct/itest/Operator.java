package io.viaduct.itest;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who asks the doctor about a subsystem and a host, and types what it says. */
final class Operator {
    private static final String NO = "NO   ";
    private static final String WELL = "Nothing keeps a host from it.";
    private static final int QUESTIONS_MAX = 1000;

    private final ShellSocket shell;
    private final String port;
    private final String line;

    /**
     * One at a shell.
     *
     * @param port what is typed where the documentation and the doctor say 4420
     */
    Operator(ShellSocket shell, int port, String nqn, String hostnqn) {
        this.shell = shell;
        this.port = Integer.toString(port);
        line = "nvmf:doctor " + nqn + " " + hostnqn;
    }

    String type(String command) throws IOException {
        return shell.type(command.replace("4420", port));
    }

    /**
     * Asks and does what is said until all is well; the answer is what was wrong. What has been
     * done may take a moment to be there.
     */
    List<String> mend() throws IOException {
        List<String> wrong = new ArrayList<>();
        String found = type(line);
        for (int asked = 1; !found.contains(WELL); asked++) {
            assertTrue(found, asked < QUESTIONS_MAX);
            List<String> said = said(found);
            if (!said.isEmpty()) {
                wrong.add(failed(found));
            }
            for (String command : said) {
                type(command);
            }
            found = type(line);
        }
        return wrong;
    }

    /** Asks until the doctor finds a fault, and returns all that it says. */
    String awaitFault(String question) throws IOException {
        String found = type(line);
        for (int asked = 1; !found.contains(NO + question); asked++) {
            assertTrue(found, asked < QUESTIONS_MAX);
            found = type(line);
        }
        return found;
    }

    /** The commands that mend what was found. */
    static List<String> said(String found) {
        return found.lines().filter(l -> l.startsWith("    ")).map(String::strip).toList();
    }

    private static String failed(String found) {
        String no = found.lines().filter(l -> l.startsWith(NO)).findFirst().orElseThrow();
        return no.substring(NO.length()).replaceFirst("  .*", "");
    }
}
