package io.viaduct.shell.declared;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads what ctld reads of ctl.conf: words, quoted or not, that end with a line, a semicolon or a
 * brace; comments behind a number sign. Of UCL also {@code name: value} and {@code name = value}.
 * Lists, macros, long texts and comments of other kinds are refused by name.
 */
final class CtlParser {
    private static final int DEPTH_MAX = 8;
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*]");

    private final String text;
    private int at;
    private int line = 1;

    CtlParser(String text) {
        this.text = text;
    }

    List<CtlStatement> parse() throws DeclarationException {
        List<CtlStatement> all = block(0);
        if (at < text.length()) {
            throw refuse("a } without {");
        }
        return all;
    }

    private List<CtlStatement> block(int depth) throws DeclarationException {
        if (depth > DEPTH_MAX) {
            throw refuse("sections in more than " + DEPTH_MAX + " sections");
        }
        List<CtlStatement> all = new ArrayList<>();
        List<String> words = new ArrayList<>();
        int begin = line;
        while (at < text.length() && text.charAt(at) != '}') {
            char next = text.charAt(at);
            if (words.isEmpty()) {
                begin = line;
            }
            if (next == '\n' || next == ';' || next == ',') {
                // UCL lets the brace stand on the next line; so does ctld.
                if (next != '\n' || !braceFollows()) {
                    end(begin, words, null, all);
                }
                step();
            } else if (next == '{') {
                step();
                List<CtlStatement> body = block(depth + 1);
                if (at == text.length()) {
                    throw new DeclarationException("line " + begin + ": a { without }");
                }
                step();
                end(begin, words, body, all);
            } else if (next == '#') {
                skipLine();
            } else if (Character.isWhitespace(next)) {
                step();
            } else {
                words.add(word());
                skipSign(words);
            }
        }
        end(begin, words, null, all);
        return all;
    }

    private void end(int begin, List<String> words, List<CtlStatement> body, List<CtlStatement> all)
            throws DeclarationException {
        if (words.isEmpty() && body != null) {
            throw new DeclarationException("line " + begin + ": a section without a name");
        }
        if (!words.isEmpty()) {
            all.add(new CtlStatement(begin, List.copyOf(words), body));
            words.clear();
        }
    }

    private boolean braceFollows() {
        int ahead = at;
        while (ahead < text.length() && Character.isWhitespace(text.charAt(ahead))) {
            ahead++;
        }
        return ahead < text.length() && text.charAt(ahead) == '{';
    }

    private String word() throws DeclarationException {
        char first = text.charAt(at);
        if (first == '"' || first == '\'') {
            return quoted(first);
        }
        if ((first == '[' || first == ']')
                && !ADDRESS.matcher(text).region(at, text.length()).lookingAt()) {
            throw refuse("a list ([...]), instead of a statement for each,");
        }
        if (first == '.' || text.startsWith("<<", at)) {
            throw refuse(first == '.' ? "a macro (.NAME)" : "a long text (<<)");
        }
        if (text.startsWith("/*", at) || text.startsWith("//", at)) {
            throw refuse("a comment that is not behind #");
        }
        int begin = at;
        while (at < text.length() && !isEnd(text.charAt(at))) {
            at++;
        }
        String word = text.substring(begin, at);
        boolean named = word.length() > 1 && word.endsWith(":");
        return named ? word.substring(0, word.length() - 1) : word;
    }

    private static boolean isEnd(char c) {
        return Character.isWhitespace(c) || "{};,#\"".indexOf(c) >= 0;
    }

    private String quoted(char quote) throws DeclarationException {
        int end = text.indexOf(quote, at + 1);
        String word = end < 0 ? "" : text.substring(at + 1, end);
        if (end < 0 || word.indexOf('\n') >= 0) {
            throw refuse("a quotation mark without another");
        }
        if (word.indexOf('\\') >= 0) {
            throw refuse("a backslash between quotation marks");
        }
        at = end + 1;
        return word;
    }

    /** The sign that UCL lets stand between a name and its value. */
    private void skipSign(List<String> words) {
        if (words.size() > 1) {
            return;
        }
        int ahead = at;
        while (ahead < text.length() && " \t".indexOf(text.charAt(ahead)) >= 0) {
            ahead++;
        }
        if (ahead < text.length() && "=:".indexOf(text.charAt(ahead)) >= 0) {
            at = ahead + 1;
        }
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void step() {
        line += text.charAt(at) == '\n' ? 1 : 0;
        at++;
    }

    private DeclarationException refuse(String what) {
        return new DeclarationException("line " + line + ": " + what + " is not understood");
    }
}
