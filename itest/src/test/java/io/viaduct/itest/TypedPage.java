package io.viaduct.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation on which commands stand behind a prompt and their output below. Other
 * blocks are files, if the line above says so: {@code `NAME`:} at its end.
 */
final class TypedPage {
    private static final String PROMPT = "viaduct> ";
    private static final String FENCE = "```";
    private static final Pattern FILE = Pattern.compile("`([a-z.]+)`:$");
    private static final Pattern IDENTITY =
            Pattern.compile(
                    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-F]{32}");

    /**
     * A command.
     *
     * @param line what is typed
     * @param output what is to come; "..." stands for anything, also for whole lines
     */
    record Exchange(String line, String output) {
        /** Whether that is what came. Identities and the widths of columns may differ. */
        boolean allows(String came) {
            StringBuilder pattern = new StringBuilder();
            for (String one : plain(output).split("\n", -1)) {
                if (one.equals("...")) {
                    pattern.append("(?:.*\n)*?");
                } else {
                    String[] parts = one.split("\\.\\.\\.", -1);
                    for (int i = 0; i < parts.length; i++) {
                        pattern.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
                    }
                    pattern.append('\n');
                }
            }
            return Pattern.matches(pattern.toString(), plain(came) + "\n");
        }

        private static String plain(String text) {
            String named = IDENTITY.matcher(text).replaceAll("ID");
            return named.strip().replaceAll("[ ]+", " ").replaceAll(" (?=\n)", "");
        }
    }

    private final List<Exchange> exchanges = new ArrayList<>();

    /** Reads a page, with another port, and writes its files. */
    static TypedPage read(Path page, String port, Path folder) throws IOException {
        var typed = new TypedPage();
        List<String> block = null;
        String above = "";
        for (String line : Files.readString(page).replace("4420", port).lines().toList()) {
            if (line.equals(FENCE) && block == null) {
                block = new ArrayList<>();
            } else if (line.equals(FENCE)) {
                typed.add(block, above, folder);
                block = null;
            } else if (block != null) {
                block.add(line);
            } else if (!line.isBlank()) {
                above = line;
            }
        }
        return typed;
    }

    List<Exchange> exchanges() {
        return exchanges;
    }

    private void add(List<String> block, String above, Path folder) throws IOException {
        Matcher file = FILE.matcher(above);
        if (!block.getFirst().startsWith(PROMPT) && file.find()) {
            Files.write(folder.resolve(file.group(1)), block);
            return;
        }
        String typed = null;
        var output = new StringBuilder();
        for (String line : block) {
            if (line.startsWith(PROMPT)) {
                end(typed, output);
                typed = line.substring(PROMPT.length());
                output.setLength(0);
            } else {
                output.append(line).append('\n');
            }
        }
        end(typed, output);
    }

    private void end(String typed, StringBuilder output) {
        if (typed != null) {
            exchanges.add(new Exchange(typed, output.toString()));
        }
    }
}
